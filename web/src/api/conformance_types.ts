/** Journeys held against a design, and what comes next. */
import type { By, Common, Duration, Predicate } from './query_types';
import type { Share, Times } from './result_types';

/** How a journey was designed: labels in their order, and what may be said about them. */
export type Design =
  | string
  | Design[]
  | { step: string; within?: Duration }
  | { sequence: Design; within?: Duration }
  | { choice: Design[] }
  | { any_order: Design[] }
  | { optional: Design }
  | { repeat: Design };

export interface ConformanceDocument extends Common {
  kind: 'conformance';
  /** A Design; its own type would be too deep for the router, which keeps documents in addresses. */
  journey: string | object;
  by?: By;
  hide?: Predicate;
  per?: 'customer' | { session: Duration };
  extra?: 'count' | 'ignore';
  variants?: number;
}

export type DeviationKind = 'missing' | 'extra' | 'repeated' | 'out_of_order' | 'wrong_branch' | 'too_slow';

export interface Deviation {
  id: string;
  kind: DeviationKind;
  label: string;
  sentence: string;
  count: number;
  share: Share;
  people: number;
  ref: string;
  time_cost: { median_s: number | null; low_s: number | null; high_s: number | null; with: Times; without: Times };
}

export interface DesignMove {
  move: 'both' | 'log' | 'design';
  label: string;
  kind: DeviationKind | null;
}

export interface ConformanceResult {
  cases: number;
  cases_people: number;
  cases_ref: string;
  fitting: Share;
  fitting_people: number;
  fitting_ref: string;
  fitness: number | null;
  fitness_low: number | null;
  fitness_high: number | null;
  cost: number;
  steps: { id: string; label: string; done: Share; done_people: number; done_ref: string; missing: number; times: Times }[];
  deviations: Deviation[];
  by_kind: { kind: DeviationKind; count: number; share: Share; people: number; ref: string }[];
  variants: { fits: boolean; cost: number; fitness: number; share: Share; people: number; ref: string; moves: DesignMove[] }[];
  variants_total: number;
}

export interface NextDocument extends Common {
  kind: 'next';
  from: Predicate;
  by?: By;
  hide?: Predicate;
  within?: Duration;
  pick?: 'first' | 'each';
  loops?: 'keep' | 'collapse';
  top?: number;
}

export interface NextResult {
  from_count: number;
  from_people: number;
  from_ref: string;
  times: Times;
  next: { label: string; other?: boolean; share: Share; people: number; ref: string; times: Times }[];
  nothing: Share;
  nothing_people: number;
  nothing_ref: string;
}
