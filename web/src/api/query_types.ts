/** The query documents of docs/query-language.md. */
import type { CompareDocument } from './compare_types';
import type { AnalysisDocument } from './analysis_types';
import type { ArchetypesDocument } from './archetype_types';

export type Duration = string | number;
export type OneOrMore = string | string[];
export type Scalar = string | number | boolean | null;

export type Operator =
  | 'is'
  | 'is_not'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'matches'
  | 'greater'
  | 'at_least'
  | 'less'
  | 'at_most'
  | 'exists'
  | 'not_exists';

export type Predicate =
  | Record<string, never>
  | { event: OneOrMore }
  | { type: OneOrMore }
  | { channel: OneOrMore }
  | { source: OneOrMore }
  | { touchpoint: OneOrMore }
  | { stage: OneOrMore }
  | { property: string; op?: Operator; value?: Scalar | Scalar[] }
  | { trait: string; op?: Operator; value?: Scalar | Scalar[] }
  | { all: Predicate[] }
  | { any: Predicate[] }
  | { not: Predicate }
  | ({ did: Predicate; at_least?: number; at_most?: number } & Bounds)
  | ({ first: Predicate } & Bounds)
  | { sequence: Predicate[]; within?: Duration; in_last?: Duration; from?: string; to?: string }
  | { segment: string }
  | { account: Predicate }
  | { pattern: string | object; steps?: Record<string, Predicate>; within?: Duration };

/** When, as seen from the moment of the question or by dates. */
interface Bounds {
  within?: Duration;
  from?: string;
  to?: string;
}

export interface Range {
  from?: string;
  to?: string;
}

export interface PeopleClause {
  of: string;
  limit?: number;
  cursor?: string;
}

export interface Common {
  range?: Range;
  where?: Predicate;
  who?: Predicate;
}

export type By = 'event' | 'touchpoint' | 'stage' | 'channel' | { property: string };

export type Breakdown =
  | { property: string; touch?: 'first' | 'last' | { step: number }; top?: number }
  | { trait: string; top?: number }
  | { channel: true; top?: number }
  | { segments: string[] };

export interface EventsDocument extends Common {
  kind: 'events';
  search?: string;
  limit?: number;
  properties?: boolean;
}

export interface OverviewDocument extends Common {
  kind: 'overview';
}

export interface PathsDocument extends Common {
  kind: 'paths';
  start?: Predicate;
  end?: Predicate;
  around?: Predicate;
  steps?: number;
  by?: By;
  loops?: 'keep' | 'collapse';
  hide?: Predicate;
  within?: Duration;
  count?: 'customers' | 'transitions';
  top?: number;
}

export interface ProcessDocument extends Common {
  kind: 'process';
  by?: By;
  hide?: Predicate;
  detail?: number;
  variants?: number;
  per?: 'customer' | { session: Duration };
}

export interface FunnelStepDocument {
  name?: string;
  match: Predicate;
  optional?: boolean;
}

export interface FunnelDocument extends Common {
  kind: 'funnel';
  steps: FunnelStepDocument[];
  window?: Duration;
  /** Whose attempts: customers' by default. */
  by?: 'profile' | 'account' | { account: string } | { session: Duration };
  order?: 'ordered' | 'strict' | 'any';
  attempt?: 'best' | 'first' | 'latest' | 'all';
  /** Counts as another system does; then the other knobs are that system's own. */
  preset?: 'clickhouse' | 'posthog' | 'mixpanel' | 'amplitude';
  breakdown?: Breakdown;
  trend?: 'day' | 'week' | 'month';
}

export interface TimeBetweenDocument extends Common {
  kind: 'time-between';
  from: Predicate;
  to: Predicate;
  within?: Duration;
  pick?: 'first' | 'each';
  breakdown?: Breakdown;
}

export interface JourneyDocument extends Common {
  kind: 'journey';
}

export interface FrictionDocument extends Common {
  kind: 'friction';
  fdr?: number;
  limit?: number;
}

export type QueryDocument =
  | EventsDocument
  | OverviewDocument
  | PathsDocument
  | ProcessDocument
  | FunnelDocument
  | TimeBetweenDocument
  | JourneyDocument
  | FrictionDocument
  | CompareDocument
  | ArchetypesDocument
  | AnalysisDocument;

export type QueryKind = QueryDocument['kind'];
