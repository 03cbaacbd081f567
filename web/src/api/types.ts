/** The shapes of docs/http-api.md that are not query answers. */
import type { SourceKind } from './collect_types';
import type { QueryDocument } from './query_types';

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  total?: number;
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
}

export interface CustomerProfile extends Omit<Customer, 'channels'> {
  identities: { namespace: string; value: string }[];
  value: number | null;
  sessions: number;
  channels: { channel: string; events: number }[];
  stages: { stage: string; first: string }[];
}

export type EventRole = 'contact' | 'error' | 'message' | 'goal' | 'step' | null;

export interface CustomerEvent {
  event: string;
  type: string;
  time: string;
  channel: string | null;
  source: string | null;
  touchpoint: string | null;
  stage: string | null;
  role: EventRole;
  session: number;
  properties: Record<string, unknown>;
}

export interface CustomerShape {
  channels: string[];
  points: { time: string; channel: number; event: number; role: EventRole }[];
  events: string[];
  stages: { stage: string; from: string }[];
  thinned?: boolean;
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

export interface Mapping {
  customer: string;
  event: string | { constant: string } | null;
  /** `of_day`: a second column, whose text stands behind the first one's after a space. */
  time: { column: string; of_day?: string; format: string; zone?: string };
  channel?: string | { constant: string } | null;
  customer_namespace?: string;
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
  preview: Partial<CustomerEvent & { customer: string }>[];
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
  kind: 'customer' | 'event' | 'touchpoint' | 'question' | 'screen';
  id: string;
  label: string;
  detail: string | null;
  href: string;
}
