import type { CustomerEvent, TimelineSession } from '../../../api';
import { clock, count, duration, plural, Tag } from '../../../design';
import { dayTitle, daysWithout } from './day_words';
import classes from './timeline.module.css';
import type { DayRow, GapRow, PauseRow } from './timeline_rows';

export function DayHead({ row }: { row: DayRow }) {
  return (
    <h3 className={classes.day}>
      {dayTitle(row.at)}
      {row.stages.map((stage) => (
        <Tag key={stage} tone="accent">
          {stage}
        </Tag>
      ))}
    </h3>
  );
}

export function GapLine({ row, filtering }: { row: GapRow; filtering: boolean }) {
  return <p className={classes.gap}>{daysWithout(row.seconds, filtering)}</p>;
}

export function PauseLine({ row }: { row: PauseRow }) {
  return <p className={classes.pause}>{duration(row.seconds)} between sessions</p>;
}

interface SessionHeadProps {
  session: TimelineSession;
  /** Its first page, once it is known. */
  entry: CustomerEvent | undefined;
}

/** When a visit was, how long, on what, where it began and through which stages it went. */
export function SessionHead({ session, entry }: SessionHeadProps) {
  const seconds = (Date.parse(session.to) - Date.parse(session.from)) / 1000;
  const { events, shown, channels, stages } = session;
  const page = entry?.kind === 'page' ? (entry.summary.path ?? entry.summary.title ?? entry.event) : null;
  return (
    <div className={classes.session}>
      <h4 className={classes.sessionTime} title={`Session ${count(session.number)}`}>
        <span className={classes.hidden}>Session {count(session.number)}, </span>
        {clock(session.from)}–{clock(session.to)}
      </h4>
      <span className={classes.sessionFacts}>
        {[
          duration(seconds),
          shown < events ? `${count(shown)} of ${plural(events, 'event')}` : plural(events, 'event'),
          channels.join(', '),
          page === null ? '' : `from ${page}`,
        ]
          .filter((text) => text !== '')
          .join(' · ')}
      </span>
      {stages.length > 0 && <span className={classes.sessionStages}>{stages.join(' → ')}</span>}
    </div>
  );
}
