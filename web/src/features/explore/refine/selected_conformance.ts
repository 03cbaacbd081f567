import type { ConformanceDocument, ConformanceResult, NextDocument, NextResult, Predicate } from '../../../api';
import { nodePredicate } from '../ask/paths_mode';
import { deviationName } from '../pictures/conformance/deviation_words';
import { and, inOrder, type Rule } from './rule';
import type { Selected } from './selected';

/** A designed step, a deviation or a kind of them. */
export function selectedInConformance(document: ConformanceDocument, result: ConformanceResult, ref: string): Selected | null {
  const match = (label: string): Predicate => nodePredicate(label, document.by);
  // That it came in this place of the alignment no rule says.
  const did = (label: string): Rule => ({ predicate: { did: and(document.where, match(label)) ?? {} }, exact: false });
  const step = result.steps.find((each) => each.done_ref === ref);
  if (step) {
    return { ref, title: `${step.label}, done`, people: step.done_people, to: match(step.label), rule: did(step.label) };
  }
  const deviation = result.deviations.find((each) => each.ref === ref);
  if (deviation) {
    const { kind, label, people } = deviation;
    const title = `${label}, ${deviationName(kind).toLowerCase()}`;
    if (kind === 'missing') return { ref, title, people, rule: { predicate: { not: did(label).predicate }, exact: false } };
    return { ref, title, people, to: match(label), rule: did(label) };
  }
  const kind = result.by_kind.find((each) => each.ref === ref);
  return kind ? { ref, title: deviationName(kind.kind), people: kind.people, rule: null } : null;
}

/** What came next. */
export function selectedInNext(document: NextDocument, result: NextResult, ref: string): Selected | null {
  const next = result.next.find((each) => each.ref === ref);
  if (next) {
    if (next.other) return { ref, title: 'next: other', people: next.people, rule: null };
    const to = nodePredicate(next.label, document.by);
    const looked = (predicate: Predicate) => and(document.where, predicate) ?? {};
    return {
      ref,
      title: `next: ${next.label}`,
      people: next.people,
      from: document.from,
      to,
      rule: { predicate: inOrder([looked(document.from), looked(to)], document.within), exact: false },
      steps: [{ match: document.from }, { match: to }],
    };
  }
  if (ref === result.nothing_ref) return { ref, title: 'nothing next', people: result.nothing_people, rule: null };
  return null;
}
