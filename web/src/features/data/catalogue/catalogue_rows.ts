import type { CollectedEvent, SeenProperty } from '../../../api';
import { points, share } from '../../../design';

export function matches(event: Pick<CollectedEvent, 'name' | 'shown_as'>, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [event.name, event.shown_as].some((name) => name.toLowerCase().includes(wanted));
}

/** What a column is sorted by. */
export function sortValue(event: CollectedEvent, key: string): string | number | null {
  switch (key) {
    case 'event':
      return event.shown_as;
    case 'week':
      return event.last_7_days;
    case 'first':
      return Date.parse(event.first_seen);
    case 'last':
      return Date.parse(event.last_seen);
    case 'issues':
      return event.issues;
    default:
      return event.count;
  }
}

export interface WeekChange {
  words: string;
  /** Up and down are neither good nor bad in themselves; a stop is. */
  tone: 'plain' | 'pain';
}

/** The last 7 days against the 7 before. */
export function weekChange({ last_7_days: now, previous_7_days: before }: Pick<CollectedEvent, 'last_7_days' | 'previous_7_days'>): WeekChange | null {
  if (before === 0) return now === 0 ? null : { words: 'none before', tone: 'plain' };
  if (now === 0) return { words: 'stopped', tone: 'pain' };
  const change = (now - before) / before;
  if (Math.abs(change) < 0.005) return { words: 'as before', tone: 'plain' };
  const most = 9.99;
  if (change > most) return { words: `${Math.round(now / before)} times`, tone: 'plain' };
  return { words: `${points(Math.round(change * 100) / 100)}\u202f%`, tone: 'plain' };
}

/** "number", or "number 98 %, text 2 %" where there are several. */
export function typeWords({ types }: Pick<SeenProperty, 'types'>): string {
  if (types.length <= 1) return types[0]?.type ?? 'unknown';
  return types.map(({ type, share: part }) => `${type} ${share(part)}`).join(', ');
}

/** More than one kind of value that is not simply missing. */
export function isMixed({ types }: Pick<SeenProperty, 'types'>): boolean {
  return types.filter(({ type }) => type !== 'null').length > 1;
}
