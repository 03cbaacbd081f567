import { count } from '../../../design/format_number';
import { day, dayKey } from '../../../design/format_time';

const dayMs = 86_400_000;

/** "Today, 24 May", "Yesterday, 23 May", "1 May" */
export function dayTitle(at: number, now: Date = new Date()): string {
  const key = dayKey(at);
  const name =
    key === dayKey(now) ? 'Today, ' : key === dayKey(now.getTime() - dayMs) ? 'Yesterday, ' : '';
  return name + day(at, now);
}

/** "23 days without a visit"; with filters on the events between may only be hidden. */
export function daysWithout(seconds: number, filtering: boolean): string {
  const days = `${count(Math.round(seconds / 86_400))} days`;
  return filtering ? `${days} between` : `${days} without a visit`;
}
