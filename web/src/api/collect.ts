import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { get, post, remove, request } from './client';
import type {
  CollectedEvent,
  CollectedEventDetail,
  EventAnomaly,
  EventChange,
  Refusal,
  ReplayResult,
  SourceKey,
  SourceKind,
  UnmappedInput,
  Webhook,
  WebhookMapping,
  WebhookPreset,
  WebhookSignature,
  WebhookTrial,
} from './collect_types';
import type { Page, Source } from './types';

const part = encodeURIComponent;
/** What is refused moves no data version, so it is asked for again by the clock. */
const refusalPollMs = 10_000;
const pageSize = 50;

export function useSource(id: string) {
  return useQuery({
    queryKey: ['sources', id],
    queryFn: ({ signal }) => get<Source>(`sources/${part(id)}`, { signal }),
  });
}

export function useCreateSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (source: { name: string; kind: SourceKind }) => post<Source>('sources', source),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sources'] }),
  });
}

export function useSourceKeys(id: string, enabled = true) {
  return useQuery({
    queryKey: ['source keys', id],
    enabled,
    queryFn: async ({ signal }) =>
      (await get<Page<SourceKey>>(`sources/${part(id)}/keys`, { signal })).items,
  });
}

export function makeSourceKey(id: string): Promise<SourceKey> {
  return post<SourceKey>(`sources/${part(id)}/keys`, undefined);
}

export function useMakeSourceKey(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => makeSourceKey(id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['source keys', id] }),
  });
}

export function useRevokeSourceKey(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => remove<void>(`sources/${part(id)}/keys/${part(key)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['source keys', id] }),
  });
}

export function useRefusals(source: string | null) {
  return useInfiniteQuery({
    queryKey: ['refusals', source],
    refetchInterval: refusalPollMs,
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<Refusal>) => last.next_cursor,
    queryFn: ({ pageParam, signal }) =>
      get<Page<Refusal>>('refusals', { search: { source, limit: 100, cursor: pageParam }, signal }),
  });
}

export interface CatalogueEvents {
  items: CollectedEvent[];
  as_of: string | null;
  /** Events of the store that are not counted yet. */
  behind?: number;
}

export function useCatalogueEvents(search = '', source: string | null = null) {
  return useQuery({
    queryKey: ['catalogue', 'events', search, source],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      get<CatalogueEvents>('catalogue/events', { search: { search: search || null, source }, signal }),
  });
}

export function catalogueEvent(name: string, signal?: AbortSignal): Promise<CollectedEventDetail> {
  return get<CollectedEventDetail>('catalogue/event', { search: { name }, signal });
}

export function useCatalogueEvent(name: string) {
  return useQuery({
    queryKey: ['catalogue', 'event', name],
    queryFn: ({ signal }) => catalogueEvent(name, signal),
  });
}

export function useCatalogueChanges(days: number) {
  return useQuery({
    queryKey: ['catalogue', 'changes', days],
    queryFn: ({ signal }) =>
      get<{ items: (EventChange | EventAnomaly)[]; as_of: string | null }>('catalogue/changes', {
        search: { days },
        signal,
      }),
  });
}

export function useWebhookPresets(enabled = true) {
  return useQuery({
    queryKey: ['webhook presets'],
    enabled,
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await get<Page<WebhookPreset>>('webhooks/presets', { signal })).items,
  });
}

/** The settings of a webhook with the ETag that changing them needs. */
export function useWebhook(id: string) {
  return useQuery({
    queryKey: ['webhook', id],
    queryFn: ({ signal }) => readWebhook(id, signal),
  });
}

async function readWebhook(id: string, signal?: AbortSignal) {
  const reply = await request<Webhook>('GET', `sources/${part(id)}/webhook`, { signal });
  return { webhook: reply.body, etag: reply.etag ?? '' };
}

export interface WebhookDraft {
  preset: string | null;
  mapping: WebhookMapping;
  /** `secret`: null keeps the one that is set. */
  signature: WebhookSignature & { secret?: string | null };
}

export async function saveWebhook(id: string, draft: WebhookDraft, etag?: string): Promise<void> {
  const ifMatch = etag ?? (await readWebhook(id)).etag;
  const { secret_set: _, ...signature } = draft.signature;
  await request<Webhook>('PUT', `sources/${part(id)}/webhook`, { body: { ...draft, signature }, ifMatch });
}

export function useSaveWebhook(id: string) {
  const client = useQueryClient();
  return useMutation({
    /** Without an ETag it is saved over whatever stands there. */
    mutationFn: (save: { draft: WebhookDraft; etag?: string }) => saveWebhook(id, save.draft, save.etag),
    onSettled: () => client.invalidateQueries({ queryKey: ['webhook', id] }),
  });
}

export interface Trial {
  mapping: WebhookMapping;
  headers: Record<string, string>;
  body: string;
}

/** What a mapping makes of an input; null asks nothing. */
export function useTryWebhook(trial: Trial | null) {
  return useQuery({
    queryKey: ['webhook trial', trial],
    enabled: trial !== null,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    queryFn: ({ signal }) => post<WebhookTrial>('webhooks/try', trial, { signal }),
  });
}

export function useUnmapped(id: string) {
  return useInfiniteQuery({
    queryKey: ['unmapped', id],
    refetchInterval: refusalPollMs,
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<UnmappedInput>) => last.next_cursor,
    queryFn: ({ pageParam, signal }) =>
      get<Page<UnmappedInput>>(`sources/${part(id)}/unmapped`, {
        search: { limit: pageSize, cursor: pageParam },
        signal,
      }),
  });
}

export function useReplay(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<ReplayResult>(`sources/${part(id)}/replay`, undefined),
    onSuccess: () => client.invalidateQueries({ queryKey: ['unmapped', id] }),
  });
}
