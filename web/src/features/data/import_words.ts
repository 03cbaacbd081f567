import type { Import } from '../../api';
import type { TagTone } from '../../design';
import { count, duration, plural } from '../../design/format';

export const stateTones: Record<Import['state'], TagTone> = {
  running: 'accent',
  done: 'good',
  failed: 'pain',
  cancelled: 'neutral',
};

/** How far a running import is, 0 to 1. */
export function progressOf({ bytes, bytes_done: done, state }: Pick<Import, 'bytes' | 'bytes_done' | 'state'>): number {
  if (state === 'done') return 1;
  return bytes > 0 ? Math.min(1, done / bytes) : 0;
}

/** "412,000 rows a second, 12 s left" */
export function rateText({ rate_rows_s: rate, seconds_left: left }: Pick<Import, 'rate_rows_s' | 'seconds_left'>): string {
  const parts = [];
  if (rate !== null) parts.push(`${count(Math.round(rate))} rows a second`);
  if (left !== null) parts.push(left < 1 ? 'nearly done' : `${duration(Math.ceil(left))} left`);
  return parts.join(', ') || 'starting';
}

/** What an import brought, in one sentence. */
export function outcome({ state, rows_are: kind, added, duplicates, rejected }: Import): string {
  const what = { events: `${plural(added, 'event')} added`, customers: `What is known of ${plural(added, 'customer')} added`, accounts: `What is known of ${plural(added, 'account')} added` };
  const parts = [what[kind ?? 'events']];
  if (duplicates > 0) parts.push(`${count(duplicates)} were here already`);
  if (rejected > 0) parts.push(`${plural(rejected, 'row')} rejected`);
  const text = parts.join(', ');
  return state === 'cancelled' ? `Stopped: ${text}.` : `${text}.`;
}
