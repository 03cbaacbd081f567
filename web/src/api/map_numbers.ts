import { useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from './client';
import type { Predicate, Range } from './query_types';
import type { Share, Times } from './result_types';

/** The question of kind `map` (docs/query-language.md). */
export interface MapQuestion {
  kind: 'map';
  range?: Range;
  who?: Predicate;
  trend?: 'day' | 'week' | 'month';
  stages: { id: string; name?: string; match?: Predicate }[];
  steps: { id: string; stage: string; name?: string; match?: Predicate }[];
  cards?: { id: string; name?: string; match: Predicate }[];
  outcome?: Predicate;
  feedback?: FeedbackSource[];
}

/** Events that carry feedback: the worst and the best answer of a property. */
export interface FeedbackSource {
  match: Predicate;
  property: string;
  scale: [number, number];
  within?: string;
}

export interface Estimate {
  value: number;
  low: number | null;
  high: number | null;
  n: number;
}

export interface EmotionPart {
  of: 'leave' | 'backward' | 'contact_after' | 'repeat' | 'slow';
  people: number;
  ref: string;
  share: number;
  weight: number;
  baseline: number;
  excess: number;
  low: number;
  high: number;
}

export interface Effect {
  with: Share;
  with_ref: string;
  without: Share;
  without_ref: string;
  difference: { value: number; low: number; high: number };
  q: number | null;
  held: boolean;
}

export interface TrendBucket {
  from: string;
  people: number;
  ref: string;
  go_on: Share | null;
  go_on_ref?: string;
  incomplete: boolean;
}

/** A step or a stage; one that is not bound has nothing but its names. */
export interface PlaceNumbers {
  id: string;
  label: string;
  stage?: string;
  bound: boolean;
  people: number;
  ref: string;
  share: Share;
  events: number;
  visits: number;
  go_on: Share | null;
  go_on_ref?: string;
  leave: Share | null;
  leave_ref?: string;
  outcome: Share | null;
  outcome_ref?: string;
  repeat: Share | null;
  repeat_ref?: string;
  backward: Share | null;
  backward_ref?: string;
  contact_after: Share | null;
  contact_after_ref?: string;
  slow: Share | null;
  slow_ref?: string;
  times_at: Times;
  times_to_next: Times;
  to_next_people: number;
  to_next_ref: string;
  channels: { channel: string; missing?: true; other?: true; share: Share; people: number; ref: string }[];
  emotion: {
    computed: (Estimate & { answers: number; n_ref: string }) | null;
    measured: (Estimate & { excess: number; parts: EmotionPart[] }) | null;
  };
  effect: Effect | null;
  trend?: TrendBucket[];
}

export interface CardNumbers {
  id: string;
  label: string;
  people: number;
  ref: string;
  share: Share;
  events: number;
}

type Mark = { value: number; at: string[] } | null;

export interface Marks {
  peak: Mark;
  trough: Mark;
  end: Mark;
}

export interface Moment {
  step: string;
  reasons: { reason: 'effect' | 'peak' | 'trough'; layer?: 'computed' | 'measured'; sentence: string }[];
}

export interface UnmappedEvent {
  event: string;
  touchpoint: string | null;
  events: number;
  people: number;
  ref: string;
  share: Share;
  after: string | null;
}

export interface MapResult {
  people: number;
  ref: string;
  events: number;
  outcome: Share | null;
  outcome_ref?: string;
  stages: PlaceNumbers[];
  steps: PlaceNumbers[];
  cards: CardNumbers[];
  curve: { steps: { computed: Marks; measured: Marks } };
  moments: Moment[];
  unmapped: UnmappedEvent[];
  unmapped_total: number;
  unreached: { stages: string[]; steps: string[] };
}

export interface LeftOut {
  in: 'about' | 'stages' | 'steps' | 'cells';
  id: string;
  field: string;
  code: 'nothing_bound' | 'unknown_touchpoint' | 'unknown_segment' | 'refused' | 'too_many';
  reason: string;
  hint: string;
}

export interface MapNumbers {
  map: string;
  revision: number;
  period: string;
  segment: { id: string; name: string } | null;
  question: MapQuestion;
  bound: { in: 'stages' | 'steps' | 'cells'; id: string; by: 'binding' | 'touchpoint' | 'cards' }[];
  unbound: LeftOut[];
  unanswered: { cell: string; step: string; why: 'no_touchpoint' | 'nobody' }[];
  answer: {
    kind: 'map';
    range: { from: string; to: string };
    n: { customers: number; events: number };
    data_version: number;
    result: MapResult;
    notes?: string[];
  };
}

export interface TimedNumbers extends MapNumbers {
  etag: string | null;
  server_ms: number | null;
}

export interface NumbersAsk {
  period?: string;
  segment?: string;
  trend?: 'week';
}

/** Under this key, numbers are asked for again when new events arrive. */
export const mapNumbersKey = 'map_numbers';

/**
 * What the data says of a map as the server has it. `bindings` stands for all of the map that decides what is asked;
 * null: not yet. The last numbers stay while the next are on their way.
 */
export function useMapNumbers(map: string, ask: NumbersAsk, bindings: string | null) {
  const client = useQueryClient();
  const queryKey = [mapNumbersKey, map, ask, bindings] as const;
  return useQuery<TimedNumbers, Error, TimedNumbers, typeof queryKey>({
    queryKey,
    enabled: bindings !== null,
    staleTime: 60_000,
    placeholderData: (last, query) => (query?.queryKey[1] === map ? last : undefined),
    queryFn: async ({ signal }) => {
      const earlier = client.getQueryData<TimedNumbers>(queryKey);
      const reply = await request<MapNumbers>('GET', `maps/${map}/numbers`, { search: { ...ask }, ifNoneMatch: earlier?.etag, signal });
      if (reply.notModified && earlier) return earlier;
      return { ...reply.body, etag: reply.etag, server_ms: reply.serverMs } satisfies TimedNumbers;
    },
  });
}
