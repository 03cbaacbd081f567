/** The questions about how people come back, what changes over time and what leads to an outcome. */
import type { ConformanceDocument, ConformanceResult, NextDocument, NextResult } from './conformance_types';
import type { Breakdown, By, Common, Duration, Predicate } from './query_types';
import type { Bucket, Share, Times } from './result_types';

export type Rolling = '24h' | 'hour';

export interface RetentionDocument extends Common {
  kind: 'retention';
  start: Predicate;
  return?: Predicate;
  entry?: 'first_time' | 'recurring';
  mode?: 'on' | 'on_or_after' | 'brackets';
  brackets?: number[];
  bucket?: Rolling | Bucket;
  periods?: number;
  breakdown?: Breakdown;
}

export interface RetentionCell {
  from: number;
  to: number | null;
  share: Share;
  people: number;
  ref: string;
  incomplete?: boolean;
}

export interface RetentionPoint extends RetentionCell {
  lost_people: number;
  lost_ref: string;
}

export interface RetentionCohort {
  from: string;
  size: number;
  people: number;
  ref: string;
  partial?: boolean;
  cells: RetentionCell[];
}

export interface RetentionResult {
  entered: number;
  people: number;
  ref: string;
  bucket: Rolling | Bucket;
  mode: 'on' | 'on_or_after' | 'brackets';
  entry: 'first_time' | 'recurring';
  observed_until: string;
  curve: RetentionPoint[];
  cohorts: RetentionCohort[];
  breakdown?: { value: string; segment?: string; size: number; people: number; ref: string; curve: RetentionPoint[] }[];
}

export interface LifecycleDocument extends Common {
  kind: 'lifecycle';
  match?: Predicate;
  bucket?: Bucket;
}

export interface LifecyclePeriod {
  from: string;
  incomplete?: boolean;
  active: number;
  active_ref: string;
  new: Share;
  new_ref: string;
  returning: Share;
  returning_ref: string;
  resurrecting: Share;
  resurrecting_ref: string;
  dormant: Share;
  dormant_ref: string;
  quick_ratio: number | null;
}

export interface LifecycleResult {
  bucket: Bucket;
  periods: LifecyclePeriod[];
}

export interface StickinessDocument extends Common {
  kind: 'stickiness';
  match?: Predicate;
  period?: 'week' | 'month';
}

export interface Mean {
  n: number;
  mean: number | null;
  low: number | null;
  high: number | null;
}

export interface StickinessPeriod {
  from: string;
  incomplete?: boolean;
  days: number;
  active: number;
  active_ref: string;
  active_days: Mean;
  stickiness: { ratio: number | null; low: number | null; high: number | null };
  histogram: { days: number; share: Share; people: number; ref: string }[];
}

export interface StickinessDay {
  day: string;
  incomplete?: boolean;
  dau: number;
  wau: number;
  wau_incomplete?: boolean;
  mau: number;
  mau_incomplete?: boolean;
  dau_wau: number | null;
  dau_mau: number | null;
  wau_mau: number | null;
}

export interface StickinessResult {
  period: 'week' | 'month';
  periods: StickinessPeriod[];
  days: StickinessDay[];
}

export type MeasureCount =
  | 'events'
  | 'customers'
  | 'sessions'
  | 'per_customer'
  | Partial<Record<'sum' | 'average' | 'min' | 'max' | 'median', string>>;

export interface Measure {
  name?: string;
  match?: Predicate;
  count?: MeasureCount;
}

export interface TrendDocument extends Common {
  kind: 'trend';
  measures: Measure[];
  bucket?: 'hour' | Bucket;
  gap?: Duration;
  breakdown?: Breakdown;
  formula?: string;
  bands?: boolean;
  previous?: boolean;
}

export interface TrendPoint {
  value: number | null;
  low?: number | null;
  high?: number | null;
  people?: number;
  ref?: string;
  previous?: number | null;
  expected?: number;
  band95?: [number, number];
  band99?: [number, number];
  anomaly?: { direction: 'up' | 'down'; difference: number; deviations: number };
}

export interface TrendSeries {
  name: string;
  value: number | null;
  previous?: number | null;
  people?: number;
  ref?: string;
  measure?: string;
  formula?: string;
  group?: { value: string };
  points: TrendPoint[];
}

export interface TrendResult {
  bucket: 'hour' | Bucket;
  buckets: { from: string; incomplete?: boolean }[];
  series: TrendSeries[];
  formulas?: TrendSeries[];
  bands?: { method: string; season: number | null; from_buckets: number };
}

export interface SessionsDocument extends Common {
  kind: 'sessions';
  gap?: Duration;
  by?: By;
  top?: number;
  bucket?: 'hour' | Bucket;
}

export interface SessionEnd {
  label: string;
  share: Share;
  people: number;
  ref: string;
  bounced?: Share;
}

export interface SessionsResult {
  sessions: number;
  people: number;
  ref: string;
  per_customer: Mean;
  events_per_session: Mean & { q1: number | null; median: number | null; q3: number | null };
  duration: Times;
  bounced: Share;
  bounced_people: number;
  bounced_ref: string;
  entries: SessionEnd[];
  exits: SessionEnd[];
  channels: { channel: string; share: Share; people: number; ref: string; bounced: Share; duration: Times }[];
  bucket: 'hour' | Bucket;
  trend: { from: string; incomplete?: boolean; sessions: number; people: number; ref: string; bounced: Share; duration: Times }[];
}

export interface TransitionsDocument extends Common {
  kind: 'transitions';
  by?: By;
  per?: 'customer' | { session: Duration };
  loops?: 'keep' | 'collapse';
  hide?: Predicate;
  within?: Duration;
  top?: number;
}

export interface TransitionsResult {
  states: { id: string; label: string; events: number; people: number; ref: string; ends: number }[];
  transitions: { from: string; to: string; count: number; people: number; ref: string; share: Share; times: Times }[];
  count: number;
  switched: Share;
  switched_ref: string;
}

export interface AttributionDocument extends Common {
  kind: 'attribution';
  conversion: Predicate;
  value?: string;
  touches?: Predicate;
  by?: By | 'source';
  lookback?: Duration;
  count?: 'each' | 'first';
  loops?: 'keep' | 'collapse';
  top?: number;
  paths?: number;
  models?: unknown[];
}

export interface Credit {
  model: string;
  conversions: number;
  share: number | null;
  low: number | null;
  high: number | null;
  value: number | null;
  value_share: number | null;
  error?: number;
}

export interface AttributionResult {
  conversions: number;
  conversions_people: number;
  conversions_ref: string;
  value: { property: string; total: number; missing: number } | null;
  without_touch: { conversions: number; people: number; value: number | null; ref: string };
  not_converted: { paths: number; people: number; ref: string };
  touches_per_conversion: number | null;
  times: Times;
  models: { id: string; model: string; name: string; how: string }[];
  channels: {
    label: string;
    missing?: boolean;
    other?: boolean;
    touches: number;
    people: number;
    ref: string;
    converted: Share;
    converted_ref: string;
    credits: Credit[];
  }[];
  paths: { steps: string[]; truncated?: boolean; conversions: number; people: number; ref: string; value: number | null; converted: Share }[];
}

export interface DriversDocument extends Common {
  kind: 'drivers';
  outcome: Predicate;
  start?: Predicate;
  observe?: Duration;
  within?: Duration;
  candidates?: string[];
  fdr?: number;
  limit?: number;
  least?: number;
  hide?: Predicate;
}

export interface Driver {
  id: string;
  kind: 'event' | 'count' | 'channel' | 'property' | 'trait';
  label: string;
  event?: string;
  at_least?: number;
  channel?: string;
  property?: string;
  trait?: string;
  value?: string;
  direction: 'more' | 'less';
  with: Share;
  without: Share;
  refs: { with: string; with_outcome: string; without: string; without_outcome: string };
  ratio: { value: number | null; low: number | null; high: number | null };
  difference: { value: number; low: number; high: number };
  p: number;
  q: number;
  held: boolean;
  sentence: string;
  also: string[];
}

export interface DriversResult {
  population: number;
  population_ref: string;
  outcome: Share;
  outcome_ref: string;
  left_out: { early: number; early_ref: string; too_recent: number; too_recent_ref: string };
  observe_s: number;
  within_s: number;
  tested: number;
  held: number;
  fdr: number;
  drivers: Driver[];
}

export interface PatternDocument extends Common {
  kind: 'pattern';
  pattern: string | object;
  steps?: Record<string, Predicate>;
  within?: Duration;
  by?: By;
  top?: number;
  trend?: Bucket;
}

export interface PatternNeighbour {
  label: string;
  role: 'event' | 'other' | 'entry' | 'exit';
  count: number;
  people: number;
  share: Share;
  ref: string;
}

export interface PatternResult {
  pattern: string;
  matches: number;
  matches_people: number;
  matches_ref: string;
  matched: Share;
  matched_ref: string;
  not_matched: number;
  not_matched_ref: string;
  times: Times;
  events: { median: number; q1: number; q3: number; p90: number; min: number; max: number } | null;
  per_customer: { matches: number; or_more?: boolean; people: number; ref: string }[];
  steps: { name: string; events: number; people: number; ref: string }[];
  before: PatternNeighbour[];
  after: PatternNeighbour[];
  trend?: { from: string; matches: number; people: number; ref: string; incomplete: boolean }[];
}

export type AnalysisDocument =
  | RetentionDocument
  | LifecycleDocument
  | StickinessDocument
  | TrendDocument
  | SessionsDocument
  | TransitionsDocument
  | AttributionDocument
  | DriversDocument
  | PatternDocument
  | ConformanceDocument
  | NextDocument;

export interface AnalysisResultOf {
  retention: RetentionResult;
  lifecycle: LifecycleResult;
  stickiness: StickinessResult;
  trend: TrendResult;
  sessions: SessionsResult;
  transitions: TransitionsResult;
  attribution: AttributionResult;
  drivers: DriversResult;
  pattern: PatternResult;
  conformance: ConformanceResult;
  next: NextResult;
}
