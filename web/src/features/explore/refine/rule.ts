import type { Duration, Predicate, Range } from '../../../api';

/** A rule about customers, and whether it finds exactly those behind the mark it was made of. */
export interface Rule {
  predicate: Predicate;
  exact: boolean;
}

/** A sequence has no room for more. */
export const longestSequence = 10;

const isAnything = (predicate: Predicate | undefined) =>
  predicate === undefined || Object.keys(predicate).length === 0;

/** All of them; what is missing or always true is left out. Undefined when nothing is left. */
export function and(...parts: (Predicate | undefined)[]): Predicate | undefined {
  const kept = parts.filter((part) => !isAnything(part)) as Predicate[];
  return kept.length > 1 ? { all: kept } : kept[0];
}

/**
 * Customers who did these in this order: as the funnel counts them, each step an event of its own,
 * equal times in either order, the last no later than `within` after the first.
 */
export function inOrder(steps: Predicate[], within?: Duration): Predicate {
  if (steps.length === 1) return { did: steps[0] as Predicate };
  return { sequence: steps.slice(0, longestSequence), ...(within === undefined ? {} : { within }) };
}

/** Customers who did this and nothing looked at afterwards. */
export function lastDid(step: Predicate, anything: Predicate): Predicate {
  return { all: [{ did: step }, { not: { sequence: [step, anything] } }] };
}

/**
 * The same rule by itself, outside the question it was made in: there no range says which events
 * are looked at, so that each part says it. Of a sequence that binds its last step only.
 */
export function inRange(predicate: Predicate, range: Range | undefined): Predicate {
  if (range === undefined) return predicate;
  const p = predicate as Record<string, unknown>;
  if ('all' in p || 'any' in p) {
    const name = 'all' in p ? 'all' : 'any';
    return { [name]: (p[name] as Predicate[]).map((part) => inRange(part, range)) } as unknown as Predicate;
  }
  if ('not' in p) return { not: inRange(p.not as Predicate, range) };
  const saysWhen = ['in_last', 'from', 'to'].some((name) => p[name] !== undefined) || ('did' in p && p.within !== undefined);
  if (('did' in p || 'sequence' in p) && !saysWhen) return { ...p, ...range } as unknown as Predicate;
  return predicate;
}
