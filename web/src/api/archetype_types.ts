/** Groups of customers who behave alike: docs/query-language.md, `archetypes`. */
import type { Common, Predicate } from './query_types';
import type { Share } from './result_types';

export interface ArchetypesDocument extends Common {
  kind: 'archetypes';
  by?: 'event' | 'touchpoint';
  /** None: as many as are told apart best. */
  groups?: number;
  least?: number;
}

export interface ArchetypeDifference {
  name: string;
  of: 'step' | 'channel' | 'rhythm';
  /** In deviations of all customers; above 0: more than everybody else. */
  difference: number;
  share: Share;
  share_elsewhere: Share;
  /** Per customer; of evenings and weekends per event. */
  mean: number | null;
  mean_elsewhere: number | null;
}

export interface Archetype {
  people: number;
  share: Share;
  ref: string;
  events_each: number;
  typical: number;
  typical_ref: string;
  differences: ArchetypeDifference[];
  channels: { channel: string; events: Share; share: Share }[];
  rule: { who: Predicate; sentence: string; people: number; ref: string; precision: Share; recall: Share } | null;
}

export interface ArchetypesResult {
  people: number;
  ref: string;
  left_out: number;
  left_out_ref: string;
  silhouette: number | null;
  tried: { groups: number; silhouette: number; has_small: boolean }[];
  groups: Archetype[];
}
