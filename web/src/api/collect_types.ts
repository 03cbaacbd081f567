/** The shapes of collecting: sources and their keys, what arrives, the tracking plan, the catalogue. */
export type SourceKind = 'file' | 'sdk' | 'browser' | 'webhook' | 'sample';

export interface SourceRef {
  id: string;
  name: string;
}

export interface SourceKey {
  id: string;
  /** Null for a key of which only a hash is kept; it goes on working. */
  key: string | null;
  created_at: string;
  revoked_at: string | null;
}

export interface LiveCustomer {
  namespace: string;
  value: string;
}

export interface LiveEvent {
  received_at: string;
  time: string;
  type: string;
  name: string;
  customer: LiveCustomer | null;
  channel: string | null;
  message_id: string | null;
  properties: Record<string, unknown>;
  status: 'taken' | 'warned' | 'blocked' | 'duplicate';
  reasons: string[];
}

export interface LiveRefused {
  received_at: string;
  reason: string;
  sample: string;
}

export interface LiveRate {
  taken: number;
  refused: number;
  per_second: number;
}

export type RefusalKind = 'message' | 'body' | 'plan' | 'warning' | 'key';

export interface Refusal {
  /** Null for calls with a key that nobody has. */
  source: SourceRef | null;
  kind: RefusalKind;
  event: string | null;
  reason: string;
  count: number;
  first_seen: string;
  last_seen: string;
  sample: string | null;
}

export type PlanType = 'any' | 'text' | 'number' | 'boolean' | 'time' | 'list' | 'object';

export interface PlanProperty {
  name: string;
  type: PlanType;
  required: boolean;
  /** Empty: any value. */
  values: string[];
}

export interface PlanEvent {
  name: string;
  description: string;
  planned: boolean;
  blocked: boolean;
  show_as: string | null;
  on_violation: 'warn' | 'block';
  properties: PlanProperty[];
}

export interface TrackingPlan {
  unplanned: 'allow' | 'warn' | 'block';
  events: PlanEvent[];
}

export interface CollectedEvent {
  /** As it is sent. */
  name: string;
  /** As every screen shows it. */
  shown_as: string;
  type: string;
  sources: SourceRef[];
  first_seen: string;
  last_seen: string;
  count: number;
  last_7_days: number;
  previous_7_days: number;
  /** The last 30 days, oldest first. */
  days: { day: string; count: number }[];
  planned: boolean;
  blocked: boolean;
  /** Changes and anomalies of the last 14 days. */
  issues: number;
}

export type SeenType = 'text' | 'number' | 'boolean' | 'time' | 'list' | 'object' | 'null';

export interface SeenProperty {
  name: string;
  types: { type: SeenType; share: number }[];
  /** The share of the sampled events that carry it. */
  fill: number;
  /** How many events were sampled. */
  n: number;
  first_seen: string;
  last_seen: string;
  examples: string[];
  distinct: number;
}

export interface EventChange {
  kind: 'new_event' | 'silent_event' | 'new_property' | 'lost_property' | 'new_type';
  event: string;
  property: string | null;
  type: string | null;
  day: string;
  sentence: string;
  count: number;
}

export interface EventAnomaly {
  kind: 'volume';
  event: string;
  day: string;
  count: number;
  expected: number;
  low: number;
  high: number;
  sentence: string;
}

export interface CollectedEventDetail extends CollectedEvent {
  properties: SeenProperty[];
  by_source: { source: SourceRef; count: number }[];
  changes: EventChange[];
  anomalies: EventAnomaly[];
  /** What the days with enough history before them should hold, oldest first. */
  usual: UsualDay[];
}

export interface UsualDay {
  day: string;
  expected: number;
  low: number;
  high: number;
}

export interface WebhookSignature {
  scheme: string;
  secret_set?: boolean;
  [more: string]: unknown;
}

export type WebhookMapping = Record<string, unknown>;

export interface Webhook {
  preset: string | null;
  mapping: WebhookMapping;
  signature: WebhookSignature;
}

export interface WebhookPreset {
  id: string;
  name: string;
  /** How to set it up at the sender, in a sentence or two. */
  setup: string;
  mapping: WebhookMapping;
  signature: WebhookSignature;
  example: { headers: Record<string, string>; body: string };
}

export interface WebhookTrial {
  events: (Pick<LiveEvent, 'name' | 'type' | 'time' | 'customer' | 'channel' | 'message_id' | 'properties'> & {
    /** All that were named, the customer first. */
    identities?: LiveCustomer[];
  })[];
  /** Why nothing came of it. */
  unmapped: string | null;
  problems: { place: string; sentence: string }[];
}

export interface UnmappedInput {
  position: number | string;
  received_at: string;
  reason: string;
  headers: Record<string, string>;
  body: string;
}

export interface ReplayResult {
  replayed: number;
  events: number;
  still_unmapped: number;
}
