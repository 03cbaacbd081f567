import { keepPreviousData, skipToken, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove, request } from './client';
import type { Predicate } from './query_types';
import type { Page } from './types';

export type SegmentKind = 'rule' | 'list';
/** What brought somebody in or out. */
export type SegmentCause = 'event' | 'time' | 'identity' | 'rule' | 'downtime' | 'account';

export interface Segment {
  id: string;
  name: string;
  description: string;
  kind: SegmentKind;
  rule: Predicate | null;
  version: number;
  created_at: string;
  updated_at: string;
  created_by: string | null;
  state: 'building' | 'live' | 'failed';
  /** Null while it is counted for the first time. */
  size: number | null;
  error: string | null;
  entered_7_days: number;
  left_7_days: number;
}

export interface SegmentList {
  items: Segment[];
  customers: number | null;
}

export type SegmentDraft = Pick<Segment, 'name' | 'description' | 'kind' | 'rule'>;

export interface SegmentPreview {
  size: number;
  of: number;
  exact: boolean;
  /** How it was counted, in a sentence. */
  counted: string;
  sample: number | null;
  low: number | null;
  high: number | null;
  notes: string[];
  took_ms: number;
}

export interface SegmentMember {
  id: string;
  name: string | null;
  label: string;
  since: string;
  cause: SegmentCause;
  event: { event: string; time: string } | null;
}

/** Somebody who entered or left. */
export interface SegmentPassage {
  id: string;
  name: string | null;
  label: string;
  entered: boolean;
  at: string;
  cause: SegmentCause;
  event: { event: string; time: string } | null;
}

export type PassageKind = 'entered' | 'left';

export interface SegmentDay {
  day: string;
  size: number;
  entered: number;
  left: number;
}

export interface SegmentMove {
  segment: string;
  customer: string;
  at: string;
  cause: SegmentCause;
}

export interface SegmentOverlap {
  segments: { id: string; name: string | null }[];
  customers: number;
  none: number;
  items: { in: string[]; count: number; only: number }[];
}

export interface ListOutcome {
  rows: number;
  matched: number;
  customers: number;
  not_found: number;
  not_found_rows: { line: number; namespace: string; value: string; reason: string }[];
  version: number;
}

export interface CustomerSegments {
  segments: { segment: { id: string; name: string | null }; since: string; cause: SegmentCause; event: SegmentMember['event'] }[];
  history: { segment: { id: string; name: string | null }; at: string; cause: SegmentCause; entered: boolean }[];
}

/** While a segment is being counted its size is asked for again this often. */
const buildingPollMs = 1_000;
const memberPage = 50;
const of = (id: string) => `segments/${encodeURIComponent(id)}`;

export function useSegments(enabled = true) {
  return useQuery({
    queryKey: ['segments'],
    enabled,
    queryFn: ({ signal }) => get<SegmentList>('segments', { signal }),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === 'building') ? buildingPollMs : false,
  });
}

export interface KeptSegment {
  segment: Segment;
  etag: string;
}

export async function fetchSegment(id: string, signal?: AbortSignal): Promise<KeptSegment> {
  const reply = await request<Segment>('GET', of(id), { signal });
  return { segment: reply.body, etag: reply.etag ?? '' };
}

/** One segment with the ETag that changing it needs; null asks for none. */
export function useSegment(id: string | null) {
  return useQuery({
    queryKey: ['segment', id],
    enabled: id !== null,
    queryFn: ({ signal }) => fetchSegment(id ?? '', signal),
    refetchInterval: (query) => (query.state.data?.segment.state === 'building' ? buildingPollMs : false),
  });
}

/** How many a rule would have; null asks nothing. */
export function useSegmentPreview(rule: Predicate | null) {
  return useQuery({
    queryKey: ['segment_preview', rule],
    enabled: rule !== null,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
    queryFn: ({ signal }) => post<SegmentPreview>('segments/preview', { rule }, { signal }),
  });
}

export function useSegmentHistory(id: string, days: number, enabled = true) {
  return useQuery({
    queryKey: ['segment_history', id, days],
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    queryFn: async ({ signal }) => (await get<Page<SegmentDay>>(`${of(id)}/history`, { search: { days }, signal })).items,
  });
}

export function useSegmentMembers(id: string) {
  return useInfiniteQuery({
    queryKey: ['segment', id, 'members'],
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<SegmentMember> & { size: number | null }) => last.next_cursor,
    queryFn: ({ pageParam, signal }) =>
      get<Page<SegmentMember> & { size: number | null }>(`${of(id)}/members`, {
        search: { cursor: pageParam, limit: memberPage },
        signal,
      }),
  });
}

/** Who entered and who left, the latest first. */
export function useSegmentPassages(id: string, kind: PassageKind | undefined) {
  return useInfiniteQuery({
    queryKey: ['segment', id, 'moves', kind ?? 'both'],
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<SegmentPassage>) => last.next_cursor,
    queryFn: ({ pageParam, signal }) =>
      get<Page<SegmentPassage>>(`${of(id)}/moves`, { search: { kind, cursor: pageParam, limit: memberPage }, signal }),
  });
}

/** Of 2 to 5 segments. */
export function useSegmentOverlap(ids: string[]) {
  return useQuery({
    queryKey: ['segment_overlap', ids],
    enabled: ids.length > 1,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<SegmentOverlap>('segments/overlap', { search: { ids: ids.join(',') }, signal }),
  });
}

export function useCustomerSegments(customer: string) {
  return useQuery({
    queryKey: ['customer', customer, 'segments'],
    queryFn: ({ signal }) => get<CustomerSegments>(`customers/${encodeURIComponent(customer)}/segments`, { signal }),
  });
}

function useRefreshSegments() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['segments', 'segment', 'segment_history', 'segment_overlap', 'segment_preview'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
}

export function useSaveSegment() {
  const client = useQueryClient();
  const refresh = useRefreshSegments();
  return useMutation({
    mutationFn: async ({ draft, existing }: { draft: SegmentDraft; existing?: { id: string; etag: string } }): Promise<KeptSegment> => {
      const reply = existing
        ? await request<Segment>('PUT', of(existing.id), { body: draft, ifMatch: existing.etag })
        : await request<Segment>('POST', 'segments', { body: draft });
      return { segment: reply.body, etag: reply.etag ?? '' };
    },
    onSuccess: (kept) => {
      client.setQueryData(['segment', kept.segment.id], kept);
      void refresh();
    },
  });
}

export function useRemoveSegment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, etag }: { id: string; etag: string }) => remove<void>(of(id), { ifMatch: etag }),
    onSuccess: async (_, { id }) => {
      client.removeQueries({ queryKey: ['segment', id] });
      await client.invalidateQueries({ queryKey: ['segments'] });
    },
  });
}

/** Puts the identities of a CSV file in a list. */
export function useFillList() {
  const client = useQueryClient();
  const refresh = useRefreshSegments();
  return useMutation({
    mutationFn: ({ id, file, mode }: { id: string; file: Blob; mode: 'replace' | 'add' }) =>
      put<ListOutcome>(`${of(id)}/identities`, undefined, { raw: file, search: { mode } }),
    onSuccess: (outcome, { id }) => {
      client.setQueryData(['list outcome', id], outcome);
      return refresh();
    },
  });
}

/** What became of the last file of a list that was sent from here, also on the page that follows. */
export function useListOutcome(id: string | undefined): ListOutcome | undefined {
  return useQuery<ListOutcome>({ queryKey: ['list outcome', id], queryFn: skipToken }).data;
}
