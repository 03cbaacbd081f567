import type { Common, Predicate } from './query_types';
import type { Share } from './result_types';

/** One question about several groups; the first is the base. */
export interface CompareDocument extends Common {
  kind: 'compare';
  groups: { name?: string; who: Predicate }[];
  question: object;
}

export interface CompareDifference {
  /** Where it stands in the answers: "steps[Paid].from_first". */
  at: string;
  what: 'share' | 'mean' | 'median';
  group: number;
  base: number;
  value: number;
  difference: number;
  low: number | null;
  high: number | null;
  /** Whether the interval leaves out 0. */
  clear: boolean;
  /** Of shares: both, and the refs of their people. */
  base_share?: Share;
  value_share?: Share;
  refs?: { base: string | null; value: string | null };
}

export interface CompareResult {
  groups: { name: string; customers: number; ref: string; events: number; result: unknown }[];
  overlap: number;
  overlap_ref: string;
  differences: CompareDifference[];
}
