import type { ExploreDocument } from './ask/explore_search';
import { rangeWords } from './ask/period';
import { predicateWords } from './ask/predicate_words';

export interface Loosening {
  /** What is taken away, as it is said: "without the period 1 Jan – 28 Feb". */
  words: string;
  document: ExploreDocument;
}

/** Each filter of a question that found nobody, taken away by itself. */
export function loosenings(document: ExploreDocument): Loosening[] {
  const given = document as unknown as Record<string, unknown>;
  const without = (field: string) => {
    const { [field]: _, ...rest } = given;
    return rest as unknown as ExploreDocument;
  };
  const list: Loosening[] = [];
  const offer = (field: string, words: string) => {
    if (given[field] !== undefined) list.push({ words, document: without(field) });
  };
  offer('range', `Ask about all time, not ${rangeWords(document.range)}`);
  if (document.who) offer('who', `Ask about everyone, not ${predicateWords(document.who)}`);
  if (document.where) offer('where', `Look at all events, not only ${predicateWords(document.where)}`);
  if ('hide' in document && document.hide) offer('hide', `Hide nothing, not ${predicateWords(document.hide)}`);
  return list;
}

/** How many the answer is about; 0 means there is no picture to draw. */
export function found(kind: ExploreDocument['kind'], result: unknown): number {
  const r = result as Record<string, unknown>;
  if (kind === 'paths') return (r.nodes as unknown[]).length;
  if (kind === 'process') return (r.activities as unknown[]).length;
  if (kind === 'funnel') return r.entered as number;
  if (kind === 'time-between') return r.from_count as number;
  if (kind === 'conformance') return r.cases as number;
  if (kind === 'next') return r.from_count as number;
  if (kind === 'transitions') return (r.states as unknown[]).length;
  if (kind === 'retention') return r.entered as number;
  if (kind === 'lifecycle' || kind === 'stickiness') return (r.periods as unknown[]).length;
  if (kind === 'sessions') return r.sessions as number;
  if (kind === 'trend') return (r.buckets as unknown[]).length;
  if (kind === 'drivers') return r.population as number;
  if (kind === 'attribution') return r.conversions as number;
  // Where a pattern is not found there is still something to say: by how many, and what else to try.
  return 1;
}
