import { Button, CopyButton } from '@mantine/core';
import { dayAndClock } from '../../../design';
import { clock, timeZone } from '../../../design/format_time';
import type { KeyedEvent } from './event_key';
import { allProperties } from './all_properties';
import classes from './timeline.module.css';

/** Everything that is known about one event. */
export function EventDetails({ event }: { event: KeyedEvent }) {
  const facts: [string, string | null][] = [
    ['Time', `${dayAndClock(event.at).replace(/, [\d:]+$/, '')}, ${clock(event.at, true)} ${timeZone()}`],
    ['Type', event.type],
    ['Source', event.source],
    ['Touchpoint', event.touchpoint],
    ['Stage', event.stage],
    ['Session', String(event.session)],
  ];
  const properties = allProperties(event.properties);
  return (
    <div className={classes.details}>
      <dl className={classes.facts}>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {properties.length > 0 && (
        <dl className={classes.facts} aria-label="Properties">
          {properties.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className={classes.actions}>
        <CopyButton value={window.location.href}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Link copied' : 'Copy link'}</Button>}
        </CopyButton>
        <CopyButton value={JSON.stringify({ event: event.event, type: event.type, time: event.time, channel: event.channel, properties: event.properties }, null, 2)}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Event copied' : 'Copy as JSON'}</Button>}
        </CopyButton>
      </div>
    </div>
  );
}
