import type { RetentionCell, RetentionResult } from '../../../../api';
import { day } from '../../../../design/format';

const units: Record<RetentionResult['bucket'], string> = {
  '24h': 'Day',
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
};

/** "Week 3", "Days 3–6", "From day 7 on": what a column counts. */
export function periodName(result: Pick<RetentionResult, 'bucket' | 'mode'>, cell: Pick<RetentionCell, 'from' | 'to'>): string {
  const unit = units[result.bucket];
  if (cell.to === null) return `From ${unit.toLowerCase()} ${cell.from} on`;
  return cell.to - cell.from === 1 ? `${unit} ${cell.from}` : `${unit}s ${cell.from}–${cell.to - 1}`;
}

/** The same where there is little room. */
export function periodMark(cell: Pick<RetentionCell, 'from' | 'to'>): string {
  if (cell.to === null) return `${cell.from}+`;
  return cell.to - cell.from === 1 ? String(cell.from) : `${cell.from}–${cell.to - 1}`;
}

export function cohortName(from: string, bucket: RetentionResult['bucket']): string {
  const time = /T(\d\d:\d\d)/.exec(from)?.[1];
  if (time !== undefined) return `${day(from.slice(0, 10))} ${time}`;
  return bucket === 'month' ? monthName(from) : day(from);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthName = (from: string) => `${months[Number(from.slice(5, 7)) - 1] ?? ''} ${from.slice(0, 4)}`;
