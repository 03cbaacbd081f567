import { ActionIcon, Autocomplete, Button, Checkbox, Select, TagsInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { CollectedEventDetail, PlanEvent, PlanProperty, PlanType, SeenProperty } from '../../../api';
import { CloseIcon, count, plural, share } from '../../../design';
import { isMixed, typeWords } from '../catalogue/catalogue_rows';
import { KeptField } from './kept_field';
import classes from './plan.module.css';
import { planTypes, proposedRule, setProperty } from './plan_edits';
import { violationsOf, type Violations } from './plan_text';
import type { PlanHistory } from './use_plan_history';

interface PropertyRulesProps {
  event: PlanEvent;
  seen: CollectedEventDetail | undefined;
  history: PlanHistory;
  violations: Violations;
}

const typeNames: Record<PlanType, string> = {
  any: 'any type',
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  time: 'time',
  list: 'list',
  object: 'object',
};

/** The rules for the properties of one event, each with what is seen and how often it is broken. */
export function PropertyRules({ event, seen, history, violations }: PropertyRulesProps) {
  const bySeen = new Map((seen?.properties ?? []).map((property) => [property.name, property]));
  const unplanned = (seen?.properties ?? []).filter(({ name }) => !event.properties.some((rule) => rule.name === name));
  const change = (name: string, said: string, part: Partial<PlanProperty> | null) =>
    history.changeEvent(event.name, `${event.name}, ${name}: ${said}`, setProperty(event.name, name, part));
  return (
    <section className={classes.rules} aria-label="Property rules">
      {event.properties.length === 0 && <p className={classes.note}>There are no rules for its properties yet; it may carry anything.</p>}
      {event.properties.length > 0 && (
        <div className={classes.ruleHead} aria-hidden>
          <span>Property</span>
          <span>Type</span>
          <span>Required</span>
          <span>Allowed values</span>
          <span />
        </div>
      )}
      <ul className={classes.ruleList}>
        {event.properties.map((rule) => (
          <Rule
            key={rule.name}
            rule={rule}
            seen={seen ? (bySeen.get(rule.name) ?? null) : undefined}
            event={event.name}
            broken={violationsOf(violations, event.name, rule.name)}
            names={event.properties.map(({ name }) => name)}
            onChange={(said, part) => change(rule.name, said, part)}
          />
        ))}
      </ul>
      <AddRule
        seen={unplanned}
        taken={event.properties.map(({ name }) => name)}
        onAdd={(name) => {
          const found = bySeen.get(name);
          change(name, 'a new rule', found ? proposedRule(found) : {});
        }}
      />
    </section>
  );
}

interface RuleProps {
  event: string;
  rule: PlanProperty;
  /** Null: never seen; undefined: not known. */
  seen: SeenProperty | null | undefined;
  broken: number;
  names: string[];
  onChange: (said: string, part: Partial<PlanProperty> | null) => void;
}

function Rule({ event, rule, seen, broken, names, onChange }: RuleProps) {
  const takesValues = rule.type === 'any' || rule.type === 'text' || rule.type === 'number';
  return (
    <li className={classes.rule}>
      <KeptField
        aria-label={`Name of ${rule.name}`}
        className={classes.ruleName}
        value={rule.name}
        needed
        onKeep={(name) => !names.includes(name) && onChange('its name', { name })}
      />
      <div className={classes.ruleType}>
        <Select
          aria-label={`Type of ${rule.name}`}
          data={planTypes.map((type) => ({ value: type, label: typeNames[type] }))}
          value={rule.type}
          onChange={(type) => type && onChange('its type', { type: type as PlanType })}
          allowDeselect={false}
        />
      </div>
      <div className={classes.ruleRequired}>
        <Checkbox
          aria-label={`${rule.name} is required`}
          checked={rule.required}
          onChange={(change) => onChange('required or not', { required: change.currentTarget.checked })}
          label={<span className={classes.onPhone}>required</span>}
        />
      </div>
      <div className={classes.ruleValues}>
        {takesValues ? (
          <TagsInput
            aria-label={`Allowed values of ${rule.name}`}
            placeholder={rule.values.length === 0 ? 'any value' : undefined}
            data={seen && seen.distinct <= 20 ? seen.examples : []}
            value={rule.values}
            onChange={(values) => onChange('its allowed values', { values })}
          />
        ) : (
          <span className={classes.quiet}>any value</span>
        )}
      </div>
      <ActionIcon
        className={classes.ruleRemove}
        aria-label={`Remove the rule for ${rule.name}`}
        onClick={() => onChange('its rule is removed', null)}
      >
        <CloseIcon size={14} />
      </ActionIcon>
      <p className={classes.seen}>
        {seen === null && 'never seen'}
        {seen && (
          <span className={isMixed(seen) ? classes.mixed : undefined}>
            seen as {typeWords(seen)}, {share(seen.fill)} filled
          </span>
        )}
        {broken > 0 && (
          <>
            {seen !== undefined && ', '}
            <Link to="/data/quality" search={{ event, property: rule.name }} className={classes.broken}>
              broken {plural(broken, 'time')}
            </Link>
          </>
        )}
      </p>
    </li>
  );
}

interface AddRuleProps {
  seen: SeenProperty[];
  taken: string[];
  onAdd: (name: string) => void;
}

function AddRule({ seen, taken, onAdd }: AddRuleProps) {
  const [text, setText] = useState('');
  const name = text.trim();
  const add = (wanted: string) => {
    if (wanted === '' || taken.includes(wanted)) return;
    setText('');
    onAdd(wanted);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add(name);
  };
  return (
    <form className={classes.addRule} onSubmit={submit}>
      <Autocomplete
        aria-label="Add a property"
        placeholder={seen.length > 0 ? `Add a property, ${count(seen.length)} more are seen` : 'Add a property'}
        data={seen.map((property) => property.name)}
        value={text}
        onChange={setText}
      />
      <Button type="submit" disabled={name === '' || taken.includes(name)}>
        Add
      </Button>
    </form>
  );
}
