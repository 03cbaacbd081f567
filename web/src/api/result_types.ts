/** The answers of docs/query-language.md. Times are RFC 3339 texts in the workspace's zone. */
import type { AnalysisResultOf } from './analysis_types';
import type { ArchetypesResult } from './archetype_types';
import type { CompareResult } from './compare_types';
import type { QueryDocument } from './query_types';

export interface Share {
  share: number | null;
  of: number;
  count: number;
  low: number | null;
  high: number | null;
}

export interface Times {
  n: number;
  median_s: number | null;
  q1_s: number | null;
  q3_s: number | null;
  p90_s: number | null;
  low_s: number | null;
  high_s: number | null;
}

export type Bucket = 'day' | 'week' | 'month';

export interface CatalogueProperty {
  property: string;
  fill: Share;
  type: string;
  distinct: number;
  top: { value: string | number | boolean; count: number }[];
}

export interface CatalogueEvent {
  event: string;
  type: string;
  count: number;
  people: number;
  ref: string;
  channels: { channel: string; count: number }[];
  first_seen: string;
  last_seen: string;
  per_day: number[];
  touchpoint: string | null;
  stage: string | null;
  properties?: CatalogueProperty[];
}

export interface EventsResult {
  events: CatalogueEvent[];
  days: string[];
  bucket: Bucket;
}

export interface OverviewDay {
  day: string;
  events: number;
  customers: number;
  ref: string;
  partial?: boolean;
}

export interface OverviewResult {
  customers: number;
  customers_ref: string;
  events: number;
  sources: number;
  event_names: number;
  first: string | null;
  last: string | null;
  bucket: Bucket;
  per_day: OverviewDay[];
  channels: { channel: string; events: number; customers: number; ref: string }[];
}

export interface PathNode {
  id: string;
  step: number;
  label: string;
  role: 'event' | 'other' | 'exit';
  value: number;
  share: Share;
  channel: string | null;
  ref: string;
}

export interface PathLink {
  from: string;
  to: string;
  value: number;
  share: Share;
  times: Times;
  ref: string;
}

export interface PathsResult {
  steps: number;
  nodes: PathNode[];
  links: PathLink[];
  anchor_step: number;
}

export interface ProcessResult {
  activities: {
    id: string;
    label: string;
    channel: string | null;
    events: number;
    people: number;
    starts: number;
    ends: number;
    ref: string;
  }[];
  edges: {
    from: string;
    to: string;
    count: number;
    people: number;
    times: Times;
    ref: string;
  }[];
  cases: number;
  edges_hidden: number;
  variants: { steps: string[]; people: number; share: Share; times: Times; ref: string }[];
  variants_total: number;
}

export interface FunnelStep {
  name: string;
  count: number;
  /** Of accounts: how many people the list has. */
  people?: number;
  ref: string;
  from_first: Share;
  from_previous: Share;
  lost?: number;
  lost_people?: number;
  lost_ref?: string;
  times_from_previous: Times;
  times_from_first: Times;
}

export interface FunnelGroup {
  value: string;
  /** The id, where the groups are segments; `none` is who is in none of them. */
  segment?: string;
  none?: boolean;
  ref: string;
  entered: number;
  people?: number;
  steps: { count: number; people?: number; ref: string; from_first: Share; from_previous: Share }[];
}

export interface FunnelResult {
  entered: number;
  /** How many there are, where they are counted. */
  accounts?: number;
  without_account?: { people: number; ref: string };
  steps: FunnelStep[];
  converted: Share;
  breakdown?: FunnelGroup[];
  trend?: { from: string; entered: number; converted: Share; incomplete: boolean }[];
}

export interface TimeBetweenResult {
  from_count: number;
  from_ref: string;
  from_people?: number;
  arrived: Share;
  arrived_ref: string;
  not_arrived_ref: string;
  times: Times;
  histogram: { from_s: number; to_s: number; count: number; ref: string }[];
  breakdown?: { value: string; segment?: string; ref: string; people?: number; times: Times; arrived: Share }[];
}

export interface Friction {
  value: number | null;
  n: number;
}

export interface JourneyTouchpoint {
  name: string;
  events: string[];
  count: number;
  channel: string | null;
  people: number;
  ref: string;
  position: number;
  order: number;
  friction: Friction;
  role: 'contact' | 'error' | 'message' | 'goal' | 'step';
  /** By people, not discovered. */
  named: boolean;
}

export interface JourneyStage {
  name: string;
  people: number;
  ref: string;
  onward: Share;
  onward_ref?: string;
  onward_times: Times;
  lost: number;
  lost_ref: string;
  friction: Friction;
  touchpoints: JourneyTouchpoint[];
}

export interface JourneyKpi {
  name: string;
  share: Share;
  ref: string;
  change: { by: number; since: string; low: number; high: number } | null;
  trend: (number | null)[];
}

export interface JourneyResult {
  stages: JourneyStage[];
  touchpoints: number;
  goal: string | null;
  kpis: JourneyKpi[];
}

export type FrictionKind =
  | 'error'
  | 'drop_off'
  | 'loop'
  | 'backward'
  | 'rework'
  | 'dead_end'
  | 'wait'
  | 'contact'
  | 'missing';

export interface FindingValue {
  property: string;
  value: string | number | boolean;
}

export interface FrictionFinding {
  id: string;
  title: string;
  sentence: string;
  kind: FrictionKind;
  touchpoint: string;
  stage: string | null;
  segment: FindingValue[];
  from: string;
  to: string | null;
  ongoing: boolean;
  effect: {
    before: Share;
    during: Share;
    difference: number;
    low: number;
    high: number;
    unit: 'share' | 'seconds';
  };
  n: number;
  people: number;
  ref: string;
  excess_people: number;
  impact: number | null;
  impact_per_week: number | null;
  p: number;
  q: number;
  series: { from: string; n: number; share: number | null }[];
  also: { kind: FrictionKind; touchpoint: string; sentence: string }[];
}

export interface FrictionStanding {
  touchpoint: string;
  stage: string | null;
  kind: FrictionKind;
  share: Share;
  baseline: number;
  excess: number;
  low: number;
  high: number;
  people: number;
  ref: string;
  impact: number | null;
  worst: { segment: FindingValue; share: Share } | null;
  sentence: string;
}

/** What reaching the goal is worth on average; `from` is the property it was read from. */
export interface FrictionWorth {
  per_customer: number;
  currency: string | null;
  from: string;
}

export interface FrictionResult {
  tested: number;
  held: number;
  fdr: number;
  value: FrictionWorth | null;
  findings: FrictionFinding[];
  standing: FrictionStanding[];
}

export interface ResultOf extends AnalysisResultOf {
  events: EventsResult;
  overview: OverviewResult;
  paths: PathsResult;
  process: ProcessResult;
  funnel: FunnelResult;
  'time-between': TimeBetweenResult;
  journey: JourneyResult;
  friction: FrictionResult;
  compare: CompareResult;
  archetypes: ArchetypesResult;
}

export interface Answer<D extends QueryDocument = QueryDocument> {
  kind: D['kind'];
  range: { from: string; to: string };
  n: { customers: number; events: number };
  exact: boolean;
  data_version: number;
  result: ResultOf[D['kind']];
  /** Sentences for who asks; missing where there are none. */
  notes?: string[];
}

export interface Person {
  id: string;
  name: string | null;
  label: string;
  first_seen: string;
  last_seen: string;
  events: number;
  last_events: { event: string; channel: string | null; time: string }[];
  traits: Record<string, string | number | boolean | null>;
}

export interface PeopleAnswer {
  kind: 'people';
  of: string;
  count: number;
  next_cursor: string | null;
  people: Person[];
}
