import type { Predicate, ProcessDocument, ProcessResult } from '../../../api';
import { nodePredicate } from '../ask/paths_mode';
import { activityName } from '../pictures/process_words';
import { and, inOrder, lastDid, longestSequence, type Rule } from './rule';
import type { Selected } from './selected';

/** An activity, an edge or a variant of the process map. */
export function selectedInProcess(document: ProcessDocument, result: ProcessResult, ref: string): Selected | null {
  const match = (id: string): Predicate | undefined => {
    const activity = result.activities.find((each) => each.id === id);
    return activity && nodePredicate(activity.label, document.by);
  };
  const looked = (predicate: Predicate) => and(document.where, predicate) ?? {};
  const activity = result.activities.find((each) => each.ref === ref);
  if (activity) {
    const to = nodePredicate(activity.label, document.by);
    const exact = document.hide === undefined;
    return {
      ref,
      title: activity.label,
      people: activity.people,
      to,
      rule: { predicate: inOrder([looked(to)]), exact },
    };
  }
  const edge = result.edges.find((each) => each.ref === ref);
  if (edge) {
    const [from, to] = [match(edge.from), match(edge.to)];
    const rule = (): Rule | null => {
      if (from !== undefined && edge.to === 'end') return { predicate: lastDid(looked(from), document.where ?? {}), exact: false };
      const ends = [from, to].filter((each) => each !== undefined).map(looked);
      return ends.length === 0 ? null : { predicate: inOrder(ends), exact: false };
    };
    return {
      ref,
      title: `${activityName(result, edge.from)} → ${activityName(result, edge.to)}`,
      people: edge.people,
      from,
      to,
      rule: rule(),
      steps: from && to ? [{ match: from }, { match: to }] : undefined,
    };
  }
  const index = result.variants.findIndex((each) => each.ref === ref);
  const variant = result.variants[index];
  if (!variant) return null;
  const steps = variant.steps.map(match).filter((each) => each !== undefined);
  return {
    ref,
    title: `variant ${index + 1}`,
    people: variant.people,
    from: steps[0],
    to: steps.at(-1),
    rule: steps.length === 0 ? null : { predicate: inOrder(steps.slice(0, longestSequence).map(looked)), exact: false },
    steps: steps.length < 2 ? undefined : steps.map((each) => ({ match: each })),
  };
}
