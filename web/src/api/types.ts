/** The shapes of docs/http-api.md that are not query answers. */
import type { SourceKind } from './collect_types';
import type { QueryDocument } from './query_types';

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  total?: number;
}

export interface CustomersFound extends Page<Customer> {
  /** How much of the workspace the index of customers has read, from 0 to 1. */
  read?: number;
}

export interface User {
  id: string;
  name: string | null;
  email: string | null;
  role: string;
  has_password: boolean;
}

export interface Session {
  user: User;
  csrf_token: string;
  workspace: { name: string; time_zone: string; sample: boolean };
}

export interface ProfileChange {
  name?: string;
  email?: string;
  password?: string;
  current_password?: string;
}

export interface Status {
  customers: number;
  events: number;
  data_version: number;
  last_event: string | null;
  version: string;
  behind_s: number | null;
  sample: boolean;
}

export interface ValueCount {
  value: string | number | boolean;
  count: number;
}

export interface PropertyInfo {
  property: string;
  kind: 'property' | 'trait';
  type: 'text' | 'number' | 'boolean' | 'mixed';
  distinct: number;
  count: number;
  /** What a computed trait is called. */
  label?: string;
}

export type Traits = Record<string, string | number | boolean | null>;
export type CustomerSort = 'last_seen' | 'first_seen' | 'events' | 'name';

export interface Customer {
  id: string;
  name: string | null;
  label: string;
  first_seen: string;
  last_seen: string;
  events: number;
  channels: string[];
  traits: Traits;
  /** The values of computed traits, by key. */
  computed?: Traits;
}

export interface CustomerProfile extends Omit<Customer, 'channels' | 'computed'> {
  identities: { namespace: string; value: string }[];
  value: number | null;
  sessions: number;
  channels: { channel: string; events: number }[];
  stages: { stage: string; first: string }[];
}

export type EventRole = 'contact' | 'error' | 'message' | 'goal' | 'step' | null;

export type EventKind = 'purchase' | 'page' | 'survey' | 'error' | 'message' | 'case' | 'identify' | 'other';

export interface TraitChange {
  trait: string;
  before: unknown;
  after: unknown;
}

/** What an event says of itself; which of it depends on the kind. */
export interface EventSummary {
  amount?: number;
  currency?: string;
  path?: string;
  title?: string;
  score?: number;
  score_max?: number;
  comment?: string;
  reason?: string;
  subject?: string;
  reference?: string;
  status?: string;
  changes?: TraitChange[];
}

export interface CustomerEvent {
  id: string;
  event: string;
  type: string;
  kind: EventKind;
  time: string;
  received_at: string;
  channel: string | null;
  source: string | null;
  touchpoint: string | null;
  stage: string | null;
  role: EventRole;
  session: number;
  identity: { namespace: string; value: string } | null;
  import: string | null;
  summary: EventSummary;
  properties: Record<string, unknown>;
}

export interface CustomerShape {
  channels: string[];
  points: { id: string; time: string; channel: number; event: number; role: EventRole }[];
  events: string[];
  stages: { stage: string; from: string }[];
  current_stage: string | null;
  moments: { role: 'error' | 'contact'; events: number; last: string }[];
  thinned?: boolean;
}

/** What a timeline is filtered by; left out means all. */
export interface TimelineAsk {
  channel?: string;
  event?: string;
  kind?: string;
  role?: string;
  touchpoint?: string;
  stage?: string;
  source?: string;
  from?: string;
  to?: string;
  search?: string;
}

export interface EventName {
  event: string;
  type: string;
  kind: EventKind;
  touchpoint: string | null;
  stage: string | null;
  role: EventRole;
}

export interface TimelineSession {
  number: number;
  from: string;
  to: string;
  events: number;
  /** How many of them satisfy the filters. */
  shown: number;
  channels: string[];
  stages: string[];
  /** The id of its first page, else of its first event. */
  entry: number;
}

export interface FilterCount {
  value: string;
  events: number;
}

export type FilterField = 'channels' | 'events' | 'kinds' | 'touchpoints' | 'stages' | 'roles' | 'sources';

/** A whole timeline as columns, in the order of time. */
export interface CustomerTimeline {
  customer: string;
  data_version: number;
  total: number;
  matching: number;
  cut: boolean;
  names: EventName[];
  channels: (string | null)[];
  sources: (string | null)[];
  events: { id: number[]; time_ms: number[]; name: number[]; channel: number[]; source: number[] };
  sessions: TimelineSession[];
  counts: Record<FilterField, FilterCount[]>;
}

export interface Source {
  id: string;
  name: string;
  kind: SourceKind;
  events: number;
  first_event: string | null;
  last_event: string | null;
  created_at: string;
  /** Messages refused in the last 7 days. */
  refused?: number;
  /** Messages that broke the tracking plan and were taken, in the last 7 days. */
  warned?: number;
}

export type RowKind = 'events' | 'customers' | 'accounts';

export interface Mapping {
  /** What a row is; a customer or an account needs no event and no time. */
  rows?: RowKind;
  /** The column with the key of the account, of rows that are accounts. */
  account?: string;
  customer: string;
  event: string | { constant: string } | null;
  /** `of_day`: a second column, whose text stands behind the first one's after a space. */
  time: { column: string; of_day?: string; format: string; zone?: string };
  channel?: string | { constant: string } | null;
  customer_namespace?: string;
  /** Columns that say who the customer is besides, each with its namespace. */
  identities?: Record<string, string>;
  delimiter?: string;
  /** The first row names the columns. */
  header?: boolean;
  properties?: Record<string, string | null>;
  trim?: boolean;
}

export interface UploadColumn {
  name: string;
  fill: number;
  samples: string[];
  looks_like: 'time' | 'customer' | 'event' | 'channel' | 'number' | 'text';
}

export interface Upload {
  upload: string;
  size: number;
  format: string;
  guess: Mapping;
  /** Customer, event and time are known. */
  complete?: boolean;
  /** Sentences: what was assumed, what is ambiguous. */
  remarks?: string[];
  columns: UploadColumn[];
  preview: { customer?: string; identities?: { namespace: string; value: string }[]; event?: string; time?: string; channel?: string | null; properties?: Record<string, unknown> }[];
  problems: { line: number; column: string | null; reason: string }[];
  rows_estimate: number;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  field?: string;
  hint?: string;
}

export interface Import {
  id: string;
  file: string;
  source: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  rows_are?: RowKind;
  bytes: number;
  bytes_done: number;
  rows: number;
  added: number;
  duplicates: number;
  rejected: number;
  rate_rows_s: number | null;
  seconds_left: number | null;
  started_at: string;
  finished_at: string | null;
  error: ProblemBody | null;
  reject_reasons: { reason: string; count: number }[];
}

/** What a 409 of `POST imports` carries as `earlier`: imports that the new one would replace. */
export interface EarlierImports {
  /** Newest first. */
  imports: Import[];
  /** How many events they brought together. */
  events: number;
}

export interface ImportOrder {
  upload: string;
  mapping: Mapping;
  source?: string;
  /** Ids of earlier imports of the file whose events are taken out. */
  replace?: string[];
}

export interface Question {
  id: string;
  name: string;
  query: QueryDocument;
  view: Record<string, unknown>;
  version: number;
  created_at: string;
  updated_at: string;
  created_by: string;
}

export interface SearchItem {
  kind: 'customer' | 'account' | 'segment' | 'event' | 'touchpoint' | 'question' | 'screen';
  id: string;
  label: string;
  detail: string | null;
  href: string;
}
