import type { CompareDifference } from '../../../api';

/** What the fields of answers are called that hold a mean or a median. */
const fields: Record<string, string> = {
  times: 'median time',
  times_from_previous: 'median time from the step before',
  times_from_first: 'median time from the first step',
  duration: 'median length',
  per_customer: 'sessions each, mean',
  events_per_session: 'events in one session, mean',
  active_days: 'active days, mean',
};

/** Lists whose entries go by their own names alone. */
const lists = ['steps', 'activities', 'edges', 'transitions', 'next', 'breakdown', 'links', 'deviations', 'variants'];

/** Medians of answers are times, but for how many events a match holds. */
export const isTime = ({ what, at }: Pick<CompareDifference, 'what' | 'at'>): boolean => what === 'median' && !/(^|\.)events$/.test(at);

/** "0: Cart > 1: (exit)" → "Cart → left, column 2": nodes of paths are called by their column too. */
function entryWords(name: string): string {
  const ends = name.split(' > ').map((end) => /^(-?\d+): (.*)$/.exec(end));
  if (ends.some((end) => end === null)) return name.replaceAll(' > ', ' → ');
  const said = ends.map((end) => (end?.[2] === '(exit)' ? 'left' : end?.[2] === '(other)' ? 'other' : end?.[2]));
  return `${said.join(' → ')}, column ${Number(ends.at(-1)?.[1]) + 1}`;
}

/** "steps[Order placed].times_from_first" → "Order placed, median time from the first step" */
export function placeWords({ at, what }: Pick<CompareDifference, 'what' | 'at'>): string {
  const words: string[] = [];
  for (const [, field = '', name] of at.matchAll(/([a-z_0-9]+)(?:\[([^\]]*)\])?/gi)) {
    if (name === undefined) words.push(fields[field] ?? `${field.replaceAll('_', ' ')}, ${what}`);
    else words.push(lists.includes(field) ? entryWords(name) : `${field.replaceAll('_', ' ')} ${name}`);
  }
  return words.join(', ');
}
