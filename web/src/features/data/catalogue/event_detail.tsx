import { Drawer } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem, useCatalogueEvent, type CollectedEvent, type CollectedEventDetail, type EventAnomaly, type EventChange } from '../../../api';
import { count, day, dayAndClock, EmptyState, ErrorState, RowsSkeleton, Tag } from '../../../design';
import dataClasses from '../data.module.css';
import { eventOf, withPlan } from '../plan/plan_edits';
import { usePlanActions } from '../plan/use_plan_actions';
import { changeWords } from '../quality/quality_words';
import classes from './catalogue.module.css';
import { EventActions } from './event_actions';
import { EventTags } from './event_tags';
import { SeenProperties } from './seen_properties';
import { VolumeChart } from './volume_chart';

interface EventDetailProps {
  name: string;
  all: CollectedEvent[];
  onClose: () => void;
}

/** One event of the catalogue, and what can be done about it. */
export function EventDetail({ name, all, onClose }: EventDetailProps) {
  const answer = useCatalogueEvent(name);
  const actions = usePlanActions();
  const event = answer.data && withPlan([answer.data], actions.plan)[0];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={640}
      title={event?.shown_as ?? name}
      overlayProps={{ backgroundOpacity: 0.12 }}
      classNames={{ content: dataClasses.panel, title: dataClasses.panelTitle, header: dataClasses.panelHead }}
    >
      {answer.isPending && <RowsSkeleton rows={8} height={24} />}
      {answer.isError && isMissing(answer.error) && (
        <EmptyState title="There is no such event">No event is sent as “{name}”.</EmptyState>
      )}
      {answer.isError && !isMissing(answer.error) && <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />}
      {event && (
        <>
          <EventActions event={event} all={all} actions={actions} />
          <Facts event={event} />
          <VolumeChart name={event.shown_as} days={event.days} usual={event.usual} anomalies={event.anomalies} />
          <Changes items={[...event.anomalies, ...event.changes]} />
          <SeenProperties properties={event.properties} planned={event.planned ? eventOf(actions.plan, name) : undefined} />
        </>
      )}
    </Drawer>
  );
}

const isMissing = (error: unknown) => asProblem(error).status === 404;

function Facts({ event }: { event: CollectedEventDetail }) {
  return (
    <dl className={dataClasses.facts}>
      <dt>State</dt>
      <dd>
        {event.blocked || event.planned ? <EventTags event={event} /> : 'taken, not planned'}
      </dd>
      {event.shown_as !== event.name && (
        <>
          <dt>Sent as</dt>
          <dd>{event.name}</dd>
        </>
      )}
      <dt>Events</dt>
      <dd>
        {count(event.count)} <span className={classes.quiet}>{count(event.last_7_days)} in the last 7 days</span>
      </dd>
      <dt>Type</dt>
      <dd>{event.type}</dd>
      <dt>Sources</dt>
      <dd>
        {event.by_source.map(({ source, count: n }, index) => (
          <span key={source.id}>
            {index > 0 && ', '}
            <Link to="/data/sources/$id" params={{ id: source.id }}>
              {source.name}
            </Link>{' '}
            <span className={classes.quiet}>{count(n)}</span>
          </span>
        ))}
      </dd>
      <dt>Seen</dt>
      <dd>
        {dayAndClock(event.first_seen)} to {dayAndClock(event.last_seen)}
      </dd>
    </dl>
  );
}

function Changes({ items }: { items: (EventChange | EventAnomaly)[] }) {
  const sorted = [...items].sort((a, b) => b.day.localeCompare(a.day));
  if (sorted.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3 className={dataClasses.propertiesHead}>Changed</h3>
      <ul className={classes.changes}>
        {sorted.map((change, index) => {
          const { words, tone } = changeWords(change);
          return (
            <li key={index}>
              <span className={classes.quiet}>{day(change.day)}</span>
              <span>
                <Tag tone={tone}>{words}</Tag> {change.sentence}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
