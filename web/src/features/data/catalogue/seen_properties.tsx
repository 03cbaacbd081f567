import type { PlanEvent, SeenProperty } from '../../../api';
import { Counted, count, day, IntervalBar, plural, share, Tag } from '../../../design';
import dataClasses from '../data.module.css';
import classes from './catalogue.module.css';
import { isMixed, typeWords } from './catalogue_rows';

interface SeenPropertiesProps {
  properties: SeenProperty[];
  /** What the plan says of the event, when it is planned. */
  planned: PlanEvent | undefined;
}

/** The properties as they arrive, beside what the plan wants of them. */
export function SeenProperties({ properties, planned }: SeenPropertiesProps) {
  const seen = new Set(properties.map(({ name }) => name));
  const missing = planned?.properties.filter(({ name }) => !seen.has(name)) ?? [];
  const n = properties[0]?.n ?? 0;
  return (
    <section className={classes.section}>
      <h3 className={dataClasses.propertiesHead}>
        <span>
          {plural(properties.length, 'property', 'properties')}{' '}
          {n > 0 && <span className={classes.quiet}>in a sample of {count(n)} events</span>}
        </span>
        <Counted what="Filled" as="fill_sampled" />
      </h3>
      {properties.length === 0 && missing.length === 0 && <p className={classes.none}>It carries no properties.</p>}
      <ul className={dataClasses.properties}>
        {properties.map((property) => {
          const rule = planned?.properties.find(({ name }) => name === property.name);
          return (
            <li key={property.name}>
              <div className={dataClasses.propertyHead}>
                <b>{property.name}</b>
                <Tag tone={isMixed(property) ? 'warn' : 'neutral'}>{typeWords(property)}</Tag>
                {planned && (rule ? <Tag tone="good">planned{rule.required ? ', required' : ''}</Tag> : <Tag tone="warn">not in the plan</Tag>)}
                <span className={dataClasses.fill}>{share(property.fill)} filled</span>
              </div>
              <IntervalBar label={`${share(property.fill)} of ${count(property.n)} filled`} value={property.fill} max={1} />
              <div className={dataClasses.values}>
                {property.examples.map((example) => (
                  <code key={example} className={classes.example}>
                    {example}
                  </code>
                ))}
              </div>
              <div className={classes.seen}>
                {plural(property.distinct, 'value')}, first seen {day(property.first_seen)}, last {day(property.last_seen)}
              </div>
            </li>
          );
        })}
        {missing.map(({ name, required }) => (
          <li key={name}>
            <div className={dataClasses.propertyHead}>
              <b>{name}</b>
              <Tag tone={required ? 'pain' : 'neutral'}>{required ? 'required, never seen' : 'planned, never seen'}</Tag>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
