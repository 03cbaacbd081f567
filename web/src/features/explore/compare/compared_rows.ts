import type { CompareDifference, CompareResult, Share } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';
import { shareWords } from './share_words';

export interface Difference {
  value: number;
  low: number;
  high: number;
  /** Whether the interval leaves out 0. */
  clear: boolean;
}

export interface Compared {
  key: string;
  label: string;
  a: Share;
  b: Share;
  refs: { a?: string; b?: string };
  difference: Difference;
}

type SharesApart = CompareDifference & Required<Pick<CompareDifference, 'base_share' | 'value_share'>> & { low: number; high: number };

const isShare = (row: CompareDifference): row is SharesApart =>
  row.what === 'share' && row.base_share !== undefined && row.value_share !== undefined && row.low !== null && row.high !== null;

/** The shares in which two groups differ, widest difference first; the second group is held against the first. */
export function comparedRows(kind: ExploreDocument['kind'], result: CompareResult): Compared[] {
  return result.differences
    .filter(isShare)
    // What all of both do is no news: the first step of a funnel.
    .filter(({ base_share: b, value_share: a }) => a.count !== a.of || b.count !== b.of)
    .flatMap((row) => {
      const label = shareWords(kind, result, row.at);
      if (label === null) return [];
      const { difference: value, low, high, clear, value_share: a, base_share: b, refs } = row;
      return [{ key: row.at, label, a, b, refs: { a: refs?.value ?? undefined, b: refs?.base ?? undefined }, difference: { value, low, high, clear } }];
    })
    .sort((x, y) => nearest(y.difference) - nearest(x.difference) || Math.abs(y.difference.value) - Math.abs(x.difference.value));
}

/** How far from 0 the interval begins: what may be chance comes last, however wide it is apart. */
const nearest = ({ low, high }: Difference) => Math.max(low, -high, 0);
