import type { TimeBetweenDocument, TimeBetweenResult } from '../../../api';
import { duration } from '../../../design/format';
import { and, inOrder, type Rule } from './rule';
import type { Selected } from './selected';

/** A bar of the histogram, those who arrived or did not, or a group. */
export function selectedInTime(document: TimeBetweenDocument, result: TimeBetweenResult, ref: string): Selected | null {
  const [from, to] = [document.from, document.to].map((each) => and(document.where, each) ?? {}) as [object, object];
  const ends = { from: document.from, to: document.to, steps: [{ match: document.from }, { match: document.to }] };
  const within = (seconds: number | string | undefined) => inOrder([from as never, to as never], seconds);
  const people = (count: number) => (document.pick === 'each' ? null : count);
  // Somebody's first start need not be the one that is soonest followed by the end.
  const first = document.pick !== 'each' && document.within === undefined;
  const arrived: Rule = { predicate: within(document.within), exact: first };
  if (ref === result.from_ref) {
    return { ref, title: 'started', people: people(result.from_count), rule: { predicate: inOrder([from as never]), exact: document.pick !== 'each' }, to: document.from };
  }
  if (ref === result.arrived_ref) {
    return { ref, title: 'arrived', people: people(result.arrived.count), rule: arrived, ...ends };
  }
  if (ref === result.not_arrived_ref) {
    return {
      ref,
      title: 'did not arrive',
      people: people(result.arrived.of - result.arrived.count),
      rule: { predicate: { all: [inOrder([from as never]), { not: arrived.predicate }] }, exact: first },
      from: document.from,
    };
  }
  const bin = result.histogram.find((each) => each.ref === ref);
  if (!bin) return null;
  const atMost = within(bin.to_s);
  return {
    ref,
    title: `${duration(bin.from_s)} – ${duration(bin.to_s)}`,
    people: people(bin.count),
    rule: {
      predicate: bin.from_s <= 0 ? atMost : { all: [atMost, { not: within(bin.from_s) }] },
      exact: false,
    },
    ...ends,
  };
}
