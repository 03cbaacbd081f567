import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, remove, request } from './client';
import type { Duration, Predicate } from './query_types';

export type TraitMeasure =
  | 'count'
  | 'distinct'
  | 'sum'
  | 'average'
  | 'min'
  | 'max'
  | 'first_value'
  | 'last_value'
  | 'most_frequent'
  | 'values'
  | 'first_time'
  | 'last_time'
  | 'days_since_first'
  | 'days_since_last'
  | 'share';

export interface TraitDefinition {
  of?: Predicate;
  measure: TraitMeasure;
  property?: string;
  within?: Duration;
  from?: string;
  to?: string;
}

export interface ComputedTrait {
  id: string;
  key: string;
  /** What questions name it by: "computed:" and the key. */
  trait: string;
  name: string;
  description: string;
  definition: TraitDefinition;
  version: number;
  created_at: string;
  updated_at: string;
  created_by: string | null;
  state: 'building' | 'live' | 'failed';
  error: string | null;
  used_by: { kind: 'segment' | 'computed_trait'; id: string; name: string }[];
}

export interface BuiltInTrait {
  key: string;
  trait: string;
  name: string;
  type: 'number' | 'text';
}

export interface ComputedTraitList {
  items: ComputedTrait[];
  built_in: BuiltInTrait[];
}

export interface ComputedTraitDraft {
  key?: string;
  name: string;
  description: string;
  definition: TraitDefinition;
}

export type ComputedValue = string | number | boolean | null | (string | number | boolean)[];

export interface ComputedTraitPreview {
  /** That were looked at. */
  customers: number;
  of: number;
  exact: boolean;
  with_value: number;
  distinct: number;
  numbers: {
    min: number;
    q1: number;
    median: number;
    q3: number;
    max: number;
    bins: { from: number; to: number | null; customers: number }[];
  } | null;
  most_frequent: { value: ComputedValue; customers: number }[];
  example: { id: string; name: string | null; label: string; value: ComputedValue } | null;
  notes: string[];
  took_ms: number;
}

export interface Touch {
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  referrer: string | null;
  landing_page: string | null;
  time: string;
}

export interface CustomerComputed {
  items: {
    id: string;
    key: string;
    trait: string;
    name: string;
    measure: TraitMeasure;
    state: ComputedTrait['state'];
    value: ComputedValue;
  }[];
  orders: number;
  money: { currency: string | null; orders: number; sum: number; average: number }[];
  touches: { first: Touch | null; last: Touch | null; last_non_direct: Touch | null };
  channels: { channel: string; events: number; events_90_days: number }[];
  events: number;
  events_90_days: number;
  how: { order_events: string[]; money: string | null };
}

const buildingPollMs = 1_000;
const of = (id: string) => `computed-traits/${encodeURIComponent(id)}`;

export function useComputedTraits() {
  return useQuery({
    queryKey: ['computed_traits'],
    queryFn: ({ signal }) => get<ComputedTraitList>('computed-traits', { signal }),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === 'building') ? buildingPollMs : false,
  });
}

export interface KeptTrait {
  trait: ComputedTrait;
  etag: string;
}

/** One computed trait with the ETag that changing it needs; null asks for none. */
export function useComputedTrait(id: string | null) {
  return useQuery({
    queryKey: ['computed_trait', id],
    enabled: id !== null,
    queryFn: async ({ signal }): Promise<KeptTrait> => {
      const reply = await request<ComputedTrait>('GET', of(id ?? ''), { signal });
      return { trait: reply.body, etag: reply.etag ?? '' };
    },
    refetchInterval: (query) => (query.state.data?.trait.state === 'building' ? buildingPollMs : false),
  });
}

/** How the values of a definition are spread; null asks nothing. */
export function useTraitPreview(definition: TraitDefinition | null, customer?: string) {
  return useQuery({
    queryKey: ['computed_trait_preview', definition, customer],
    enabled: definition !== null,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
    queryFn: ({ signal }) => post<ComputedTraitPreview>('computed-traits/preview', { definition, customer }, { signal }),
  });
}

export function useCustomerComputed(customer: string) {
  return useQuery({
    queryKey: ['customer', customer, 'computed_traits'],
    queryFn: ({ signal }) => get<CustomerComputed>(`customers/${encodeURIComponent(customer)}/computed-traits`, { signal }),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === 'building') ? buildingPollMs : false,
  });
}

const dependent = ['computed_traits', 'computed_trait', 'computed_trait_preview', 'properties', 'customer'];

export function useSaveComputedTrait() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, existing }: { draft: ComputedTraitDraft; existing?: { id: string; etag: string } }): Promise<KeptTrait> => {
      const reply = existing
        ? await request<ComputedTrait>('PUT', of(existing.id), { body: draft, ifMatch: existing.etag })
        : await request<ComputedTrait>('POST', 'computed-traits', { body: draft });
      return { trait: reply.body, etag: reply.etag ?? '' };
    },
    onSuccess: (kept) => {
      client.setQueryData(['computed_trait', kept.trait.id], kept);
      for (const key of dependent) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export function useRemoveComputedTrait() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, etag }: { id: string; etag: string }) => remove<void>(of(id), { ifMatch: etag }),
    onSuccess: async (_, { id }) => {
      client.removeQueries({ queryKey: ['computed_trait', id] });
      await Promise.all(['computed_traits', 'properties', 'customer'].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}
