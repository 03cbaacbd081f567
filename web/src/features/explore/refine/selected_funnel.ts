import type { Breakdown, FunnelDocument, FunnelGroup, FunnelResult, Predicate } from '../../../api';
import { and, inOrder, longestSequence, type Rule } from './rule';
import type { Selected } from './selected';

/** A step of the funnel, those lost after it, or a step of one group. */
export function selectedInFunnel(document: FunnelDocument, result: FunnelResult, ref: string): Selected | null {
  const matches = document.steps.map((step) => and(document.where, step.match) ?? {});
  const accounts = result.accounts !== undefined;
  const upTo = (count: number, more?: Predicate): Rule | null => {
    // No rule about a customer says what others of their account did.
    if (accounts || count > longestSequence) return null;
    const [first = {}, ...rest] = matches.slice(0, count);
    const begun = more === undefined ? first : (and(first, more) ?? {});
    return { predicate: inOrder([begun, ...rest], document.window), exact: more === undefined };
  };
  for (const [at, step] of result.steps.entries()) {
    const here = { from: document.steps[at]?.match, to: document.steps[at + 1]?.match };
    const way = document.steps.slice(0, at + 1);
    if (step.ref === ref) {
      return {
        ref,
        title: step.name,
        people: step.people ?? step.count,
        rule: upTo(at + 1),
        from: at > 0 ? document.steps[at - 1]?.match : undefined,
        to: here.from,
        steps: way.length < 2 ? undefined : way,
      };
    }
    if (step.lost_ref === ref) {
      const [reached, further] = [upTo(at + 1), upTo(at + 2)];
      return {
        ref,
        title: `lost after ${step.name}`,
        people: step.lost_people ?? step.lost ?? null,
        rule:
          reached && further && { predicate: { all: [reached.predicate, { not: further.predicate }] }, exact: true },
        from: here.from,
      };
    }
  }
  for (const group of result.breakdown ?? []) {
    const at = group.ref === ref ? 0 : group.steps.findIndex((step) => step.ref === ref);
    if (at < 0) continue;
    const of = groupPredicate(document.breakdown, group);
    return {
      ref,
      title: `${group.value}, ${result.steps[at]?.name ?? ''}`,
      people: group.steps[at]?.people ?? group.steps[at]?.count ?? group.entered,
      // Which of a customer's attempts is the best one no rule can say, so the group may differ.
      rule: of === null ? null : upTo(at + 1, of),
      to: document.steps[at]?.match,
    };
  }
  return null;
}

function groupPredicate(breakdown: Breakdown | undefined, { value, segment }: FunnelGroup): Predicate | null {
  if (breakdown !== undefined && 'segments' in breakdown) {
    if (segment !== undefined) return { segment };
    return { not: { any: breakdown.segments.map((each) => ({ segment: each })) } };
  }
  if (breakdown === undefined || value === 'other' || value === '(none)') return null;
  if ('trait' in breakdown) return { trait: breakdown.trait, op: 'is', value };
  if ('channel' in breakdown) return { channel: value };
  return { property: breakdown.property, op: 'is', value };
}
