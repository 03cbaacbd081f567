import type { HTMLAttributes } from 'react';
import type { CustomerEvent, Traits } from '../../../api';
import { clock, count, plural, Voice } from '../../../design';
import { EventDetails } from './event_details';
import { eventLine, fallbackLine } from './event_line';
import { KindMark } from './kind_face';
import classes from './timeline.module.css';
import type { EventRow } from './timeline_rows';

interface EventRowViewProps {
  row: EventRow;
  /** What is known of it, once it is. */
  details: CustomerEvent | undefined;
  traits: Traits | undefined;
  colour: (channel: string | null) => string;
  open: boolean;
  fresh: boolean;
  onOpen: (id: number) => void;
  onToggleRun: (run: number) => void;
  rowProps: HTMLAttributes<HTMLButtonElement>;
}

export function EventRowView({ row, details, traits, colour, open, fresh, onOpen, onToggleRun, rowProps }: EventRowViewProps) {
  const { event, run } = row;
  const { name } = event;
  const folded = run.length > 1 && !row.unfolded;
  const said = details && !folded ? eventLine(details, name, traits) : null;
  const line = folded ? runLine(row) : (said?.line ?? fallbackLine(name));
  const look = [classes.event, open && classes.isOpen, row.joined && classes.joined, fresh && classes.fresh];
  return (
    <div className={look.filter(Boolean).join(' ')}>
      <button
        type="button"
        className={classes.line}
        aria-expanded={folded ? false : open}
        onClick={() => (folded ? onToggleRun(row.runKey) : onOpen(event.id))}
        {...rowProps}
      >
        <time className={classes.time} dateTime={new Date(event.at).toISOString()} title={clock(event.at, true)}>
          {clock(event.at)}
        </time>
        <span className={classes.dot}>
          <KindMark kind={name.kind} colour={colour(event.channel)} />
        </span>
        <span className={classes.what}>
          <span className={classes.head}>
            <span className={name.kind === 'error' ? classes.pain : classes.event_name}>{name.event}</span>
            {folded && <span className={classes.times}> × {count(run.length)}</span>}
            {said?.fact && <span className={said.fact.strong ? classes.factStrong : classes.fact}> {said.fact.text}</span>}
          </span>
          <span className={classes.props}>{line}</span>
        </span>
        <span className={classes.channel}>{event.channel}</span>
      </button>
      {said?.voice && (
        <div className={classes.voice}>
          <Voice>{said.voice}</Voice>
        </div>
      )}
      {row.unfolded && (
        <button type="button" className={classes.fold} onClick={() => onToggleRun(row.runKey)}>
          Fold these {count(run.length)}
        </button>
      )}
      {open && !folded && <EventDetails event={event} details={details} />}
    </div>
  );
}

/** "14:02–14:31, 14 events" */
function runLine({ run }: EventRow): string {
  const times = run.map(({ at }) => at);
  const from = clock(Math.min(...times));
  const to = clock(Math.max(...times));
  return `${from === to ? from : `${from}–${to}`}, ${plural(run.length, 'event')}`;
}
