import type { WebhookTrial } from '../../../api';
import { Card, clock, day, ErrorState, RowsSkeleton, Tag } from '../../../design';
import classes from './webhook.module.css';
import { trialTitle } from './webhook_words';

interface TrialResultProps {
  trial: WebhookTrial | undefined;
  error: unknown;
  waiting: boolean;
  /** The mapping is no JSON, so nothing can be tried. */
  broken: boolean;
  onPlace: (place: string) => void;
  /** Whether a place stands in the mapping; others are in the example. */
  leads: (place: string) => boolean;
}

/** What the mapping makes of the example, as it is typed. Nothing of it is stored. */
export function TrialResult({ trial, error, waiting, broken, onPlace, leads }: TrialResultProps) {
  return (
    <Card title={<span aria-live="polite">{trial ? trialTitle(trial) : 'Result'}</span>} aside={waiting && !broken ? 'trying' : 'nothing of it is stored'} flush>
      {broken && <p className={classes.note}>As soon as the mapping is JSON again, it is tried on the example.</p>}
      {!broken && error !== null && !trial && <ErrorState error={error} />}
      {!broken && !trial && error === null && <RowsSkeleton rows={3} />}
      {trial && trial.unmapped !== null && (
        <p className={classes.note}>
          {trial.problems.length === 0 && `${trial.unmapped} `}An input like this is kept, and can be replayed when the
          mapping is mended.
        </p>
      )}
      {trial && trial.problems.length > 0 && (
        <ul className={classes.problems}>
          {trial.problems.map(({ place, sentence }, index) => (
            <li key={index}>
              {leads(place) ? (
                <button type="button" className={classes.place} onClick={() => onPlace(place)}>
                  {place}
                </button>
              ) : (
                <b>{place}</b>
              )}{' '}
              {sentence}
            </li>
          ))}
        </ul>
      )}
      {trial?.events.map((event, index) => (
        <dl key={index} className={classes.event}>
          <dt>Event</dt>
          <dd>
            <b>{event.name}</b> <Tag>{event.type}</Tag>
          </dd>
          <dt>Customer</dt>
          <dd>{(event.identities ?? [event.customer]).map((one) => (one ? `${one.namespace} ${one.value}` : '–')).join(', ')}</dd>
          <dt>Time</dt>
          <dd>{event.time ? `${day(event.time)}, ${clock(event.time, true)}` : '–'}</dd>
          <dt>Channel</dt>
          <dd>{event.channel ?? '–'}</dd>
          <dt>Message id</dt>
          <dd>{event.message_id ?? '–'}</dd>
          {Object.entries(event.properties).map(([name, value]) => (
            <Property key={name} name={name} value={value} />
          ))}
        </dl>
      ))}
    </Card>
  );
}

function Property({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt className={classes.propertyName}>{name}</dt>
      <dd>
        <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
      </dd>
    </>
  );
}
