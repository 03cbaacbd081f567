import { duration, Tag } from '../../../design';
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
