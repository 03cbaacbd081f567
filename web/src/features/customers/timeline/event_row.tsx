import type { HTMLAttributes } from 'react';
import type { Traits } from '../../../api';
import { clock, count, Voice } from '../../../design';
import { EventDetails } from './event_details';
import { mainProperties, voiceOf } from './main_properties';
import classes from './timeline.module.css';
import type { EventRow } from './timeline_rows';

interface EventRowViewProps {
  row: EventRow;
  traits: Traits | undefined;
  colour: (channel: string | null) => string;
  open: boolean;
  onOpen: () => void;
  onToggleRun: () => void;
  rowProps: HTMLAttributes<HTMLButtonElement>;
}

export function EventRowView({ row, traits, colour, open, onOpen, onToggleRun, rowProps }: EventRowViewProps) {
  const { event, run } = row;
  const folded = run.length > 1 && !row.unfolded;
  const pain = event.role === 'error';
  const line = mainProperties(event.properties, traits).join(' · ');
  const voice = voiceOf(event.properties);
  return (
    <div className={[classes.event, open && classes.isOpen, row.joined && classes.joined].filter(Boolean).join(' ')}>
      <button
        type="button"
        className={classes.line}
        aria-expanded={folded ? false : open}
        onClick={folded ? onToggleRun : onOpen}
        {...rowProps}
      >
        <time className={classes.time} dateTime={event.time} title={clock(event.at, true)}>
          {clock(event.at)}
        </time>
        <span className={classes.dot}>
          <span
            className={event.role === 'contact' ? classes.large : undefined}
            style={{ background: pain ? 'var(--pain)' : colour(event.channel) }}
          />
        </span>
        <span className={classes.what}>
          <span className={pain ? classes.pain : classes.event_name}>{event.event}</span>
          {folded && <span className={classes.times}> ×{count(run.length)}</span>}
          {line !== '' && <span className={classes.props}>{line}</span>}
        </span>
        <span className={classes.channel}>{event.channel}</span>
      </button>
      {voice && (
        <div className={classes.voice}>
          <Voice>{voice.text}</Voice>
        </div>
      )}
      {run.length > 1 && row.unfolded && (
        <button type="button" className={classes.fold} onClick={onToggleRun}>
          Fold these {count(run.length)}
        </button>
      )}
      {open && <EventDetails event={event} />}
    </div>
  );
}
