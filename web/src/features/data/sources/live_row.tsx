import { memo } from 'react';
import type { LiveEvent } from '../../../api';
import { clock, CodeBlock, dayAndClock, Tag, type TagTone } from '../../../design';
import { prettyJson, propertyLine, type LiveRow } from './live_list';
import classes from './live.module.css';

const states: Record<LiveEvent['status'], { tone: TagTone; words: string } | null> = {
  taken: null,
  warned: { tone: 'warn', words: 'warned' },
  blocked: { tone: 'pain', words: 'blocked' },
  duplicate: { tone: 'neutral', words: 'here already' },
};

interface LiveRowLineProps {
  row: LiveRow;
  open: boolean;
  onToggle: (key: number) => void;
}

/** One arrival on a line; its JSON below when opened. */
export const LiveRowLine = memo(function LiveRowLine({ row, open, onToggle }: LiveRowLineProps) {
  const receivedAt = row.kind === 'event' ? row.event.received_at : row.refused.received_at;
  return (
    <li className={open ? classes.opened : undefined}>
      <button type="button" className={classes.row} aria-expanded={open} onClick={() => onToggle(row.key)}>
        <time dateTime={receivedAt}>{clock(receivedAt, true)}</time>
        {row.kind === 'event' ? <EventCells event={row.event} /> : <RefusedCells row={row} />}
      </button>
      {open && <Opened row={row} />}
    </li>
  );
}, (before, after) => before.row.key === after.row.key && before.open === after.open);

function EventCells({ event }: { event: LiveEvent }) {
  const state = states[event.status];
  const who = event.customer ? `${event.customer.namespace} ${event.customer.value}` : '';
  return (
    <>
      <span className={classes.name}>
        <b>{event.name}</b> {state && <Tag tone={state.tone}>{state.words}</Tag>}
      </span>
      <span className={classes.who} title={who}>
        {event.customer?.value ?? '–'}
      </span>
      <span className={classes.channel}>{event.channel ?? ''}</span>
      <span className={classes.properties}>
        {event.reasons.length > 0 ? event.reasons.join(' ') : propertyLine(event.properties)}
      </span>
    </>
  );
}

function RefusedCells({ row }: { row: Extract<LiveRow, { kind: 'refused' }> }) {
  return (
    <>
      <span className={classes.name}>
        <Tag tone="pain">refused</Tag>
      </span>
      <span className={classes.reason}>{row.refused.reason}</span>
    </>
  );
}

function Opened({ row }: { row: LiveRow }) {
  if (row.kind === 'refused') {
    return (
      <div className={classes.detail}>
        <p className={classes.why}>{row.refused.reason}</p>
        <CodeBlock title="What arrived" code={prettyJson(row.refused.sample)} />
      </div>
    );
  }
  const { status: _, reasons, received_at: received, ...event } = row.event;
  return (
    <div className={classes.detail}>
      {reasons.map((reason) => (
        <p key={reason} className={classes.why}>
          {reason}
        </p>
      ))}
      <p className={classes.quiet}>
        Happened {dayAndClock(event.time)}, received {dayAndClock(received)}
      </p>
      <CodeBlock title="The event" code={JSON.stringify(event, null, 2)} />
    </div>
  );
}
