import type { Predicate } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';
import { and, inRange } from './rule';
import type { Selected } from './selected';

export type RefineKey = 'next' | 'soon' | 'before' | 'compare' | 'time' | 'funnel';

export interface Refinement {
  key: RefineKey;
  label: string;
  document: ExploreDocument;
  /** With whom its people are compared. */
  versus?: Predicate;
}

/** As many steps as the paths of a new question show. */
const pathSteps = 5;

/** The questions one click from a mark; each stands by itself in the address. */
export function nextQuestions(document: ExploreDocument, selected: Selected): Refinement[] {
  const { rule, from, to, steps } = selected;
  const shared = {
    ...(document.range === undefined ? {} : { range: document.range }),
    ...(document.where === undefined ? {} : { where: document.where }),
  };
  // A funnel's "by" says whose attempts count, not what steps are called by.
  const by = document.kind !== 'funnel' && 'by' in document && document.by !== undefined && document.by !== 'source' ? { by: document.by } : {};
  const theirs = and(document.who, rule?.predicate);
  const who = theirs === undefined ? {} : { who: theirs };
  const everyone = document.who === undefined ? {} : { who: document.who };
  const list: Refinement[] = [];
  const here = to ?? from;
  const origin = from ?? to;
  if (here && to) {
    list.push({
      key: 'next',
      label: 'What happens next',
      document: { kind: 'paths', start: here, steps: pathSteps, loops: 'collapse', ...by, ...shared, ...who },
    });
    list.push({
      key: 'soon',
      label: 'The very next, and how soon',
      document: { kind: 'next', from: here, ...by, ...shared, ...who },
    });
  }
  if (origin) {
    list.push({
      key: 'before',
      label: 'What came before',
      document: { kind: 'paths', end: origin, steps: pathSteps, loops: 'collapse', ...by, ...shared, ...who },
    });
  }
  if (rule && theirs) {
    const rest = and(document.who, { not: rule.predicate }) as Predicate;
    list.push({ key: 'compare', label: 'Compare with the rest', document: { ...comparable(document), who: theirs }, versus: rest });
  }
  if (from && to) {
    list.push({
      key: 'time',
      label: 'Time between these two',
      document: { kind: 'time-between', from, to, ...shared, ...everyone },
    });
  }
  if (steps && steps.length > 1) {
    list.push({ key: 'funnel', label: 'Funnel of this path', document: { kind: 'funnel', steps, ...shared, ...everyone } });
  }
  return list;
}

/**
 * The question that shows how some differ from the others. Of a funnel's steps it is known already
 * who reaches them: what is asked is the ways they take from its first step.
 */
function comparable(document: ExploreDocument): ExploreDocument {
  if (document.kind !== 'funnel' && document.kind !== 'time-between') return document;
  const start = document.kind === 'funnel' ? document.steps[0]?.match : document.from;
  const { range, where } = document;
  return {
    kind: 'paths',
    ...(start === undefined ? {} : { start }),
    steps: pathSteps,
    loops: 'collapse',
    ...(range === undefined ? {} : { range }),
    ...(where === undefined ? {} : { where }),
  };
}

/** What a segment of them begins with; null where no rule describes them. */
export function segmentRule(document: ExploreDocument, selected: Selected): Predicate | null {
  if (selected.rule === null) return null;
  return and(document.who, inRange(selected.rule.predicate, document.range)) ?? null;
}
