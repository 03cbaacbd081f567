import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MapSummary } from './maps';
import { get, post, put, remove, request } from './client';
import { Problem } from './problem';

/** How the watch over journey maps speaks: docs/maps.md, from "Drift" on. */

export interface Proportion {
  count: number;
  of: number;
}

export interface ShareOf extends Proportion {
  share: number | null;
  low: number | null;
  high: number | null;
}

export interface DriftBucket {
  from: string;
  people: number;
  ref: string;
  drift: ShareOf;
  drift_ref: string;
  incomplete: boolean;
}

export interface DriftPlace {
  people: number;
  ref: string;
  drift: ShareOf;
  drift_ref: string;
  trend?: DriftBucket[];
  turn?: { from: string; before: ShareOf; after: ShareOf } | null;
}

export type DriftKind = 'missing' | 'extra' | 'repeated' | 'out_of_order' | 'wrong_branch';

export interface DriftDeviation {
  id: string;
  step: string;
  kind: DriftKind;
  label: string;
  to: string | null;
  count: number;
  people: number;
  ref: string;
  share: ShareOf;
  back: ShareOf;
  back_ref: string;
  back_at: string | null;
  away: { n: number; median_s: number | null; q1_s: number | null; q3_s: number | null };
  sentence: string;
}

export interface DriftResult extends DriftPlace {
  journeys: number;
  fitness: number | null;
  fitness_low: number | null;
  fitness_high: number | null;
  sentence: string | null;
  steps: (DriftPlace & { id: string; label: string; stage: string; bound: boolean; reached: boolean; entered: ShareOf; entered_ref: string; ended: ShareOf; ended_ref: string })[];
  stages: (DriftPlace & { id: string; label: string })[];
  deviations: DriftDeviation[];
  deviations_total: number;
  by_kind: { kind: DriftKind; people: number; ref: string; share: ShareOf }[];
}

export interface MapDrift {
  map: string;
  revision: number;
  period: string;
  /** The question behind the numbers, for their people. */
  question: Record<string, unknown>;
  unbound: { in: string; id: string; reason: string; hint: string }[];
  answer: { result: DriftResult; notes?: string[] };
}

export interface MapLook {
  at: string;
  revision: number;
  people: number | null;
  drift: Proportion | null;
  fitness: number | null;
  sentence: string | null;
  steps: number | null;
  bound: number | null;
  reached: number | null;
  error: string | null;
}

export interface MapReview {
  at: string;
  by: { id: string; name: string };
  revision: number;
  note: string;
  next_on: string;
}

export interface HealthPart {
  part: 'fed' | 'on_path' | 'reviewed' | 'evidence';
  weight: number;
  /** null: there is no data for it. */
  share: number | null;
}

export interface Health {
  score: number;
  band: 'poor' | 'fair' | 'good';
  parts: HealthPart[];
}

export interface PortfolioMap extends MapSummary {
  stages: string[];
  maps: string[];
  keeper: { id: string; name: string } | null;
  last_review: MapReview | null;
  next_review: string;
  review_in_days: number;
  look: MapLook | null;
  health: Health | null;
}

export interface Portfolio {
  items: PortfolioMap[];
  today: string;
  may_write: boolean;
}

export interface Notice {
  id: string;
  kind: 'drift' | 'review_due' | 'review_overdue' | 'mention';
  map: { id: string; title: string };
  text: string;
  place: { step?: string; in?: string; thing?: string; comment?: string };
  at: string;
  read_at: string | null;
}

export interface NoticePage {
  items: Notice[];
  next_cursor: string | null;
  unread: number;
}

interface DriftAsk {
  map: string;
  period?: string;
  segment?: string;
  /** What of the map the question is made of: asked anew when it changes. */
  made_of: string;
  enabled: boolean;
}

export function useDrift({ map, period, segment, made_of, enabled }: DriftAsk) {
  return useQuery({
    // Under "query": asked again when events arrive.
    queryKey: ['query', 'drift', map, period ?? '', segment ?? '', made_of],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<MapDrift>(`maps/${map}/drift`, { search: { period, segment, trend: 'week' }, signal }),
  });
}

export function useReviews(map: string, enabled = true) {
  return useQuery({ queryKey: ['map_reviews', map], enabled, queryFn: async ({ signal }) => (await get<{ items: MapReview[] }>(`maps/${map}/reviews`, { signal })).items });
}

export function useReviewDone(map: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (review: { note?: string; next_on?: string }) => post<MapReview>(`maps/${map}/reviews`, review),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['map_reviews', map] });
      void client.invalidateQueries({ queryKey: portfolioKey });
    },
  });
}

const portfolioKey = ['portfolio'];

export function usePortfolio() {
  return useQuery({ queryKey: portfolioKey, queryFn: ({ signal }) => get<Portfolio>('portfolio', { signal }) });
}

export interface RemovedMap extends MapSummary {
  removed_at: string;
}

export function useRemovedMaps(enabled: boolean) {
  return useQuery({
    queryKey: ['portfolio', 'removed'],
    enabled,
    queryFn: async ({ signal }) => (await get<{ items: RemovedMap[] }>('maps', { search: { removed: true, limit: 500 }, signal })).items,
  });
}

const tries = 5;

/** Sets a field of the map itself, after whatever others changed meanwhile. */
async function setAbout(map: Pick<PortfolioMap, 'id' | 'revision'>, field: string, value: string | null): Promise<void> {
  const client = `list_${Math.random().toString(36).slice(2, 14)}`;
  let base = map.revision;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await request('POST', `maps/${map.id}/changes`, { body: { client, number: 1, base, operations: [{ op: 'set', in: 'about', id: 'about', field, value }] } });
      return;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 409 || attempt === tries) throw error;
      base = (await get<{ revision: number }>(`maps/${map.id}`)).revision;
    }
  }
}

/** What is done with a map from the list. */
export function useMapActions() {
  const client = useQueryClient();
  const onSuccess = () => Promise.all([client.invalidateQueries({ queryKey: portfolioKey }), client.invalidateQueries({ queryKey: ['maps'], exact: true })]);
  return {
    setStatus: useMutation({ mutationFn: ({ map, status }: { map: PortfolioMap; status: MapSummary['status'] }) => setAbout(map, 'status', status), onSuccess }),
    copy: useMutation({ mutationFn: (map: PortfolioMap) => post<{ id: string }>('maps', { copy_of: map.id, title: `Copy of ${map.title}`.slice(0, 500) }), onSuccess }),
    remove: useMutation({ mutationFn: (map: Pick<MapSummary, 'id'>) => remove(`maps/${map.id}`), onSuccess }),
    recover: useMutation({ mutationFn: (map: Pick<MapSummary, 'id'>) => post<{ id: string }>(`maps/${map.id}/recover`, undefined), onSuccess }),
  };
}

const noticesKey = ['notices'];

export function useUnread() {
  return useQuery({ queryKey: [...noticesKey, 'unread'], queryFn: async ({ signal }) => (await get<NoticePage>('notices', { search: { unread: true, limit: 1 }, signal })).unread, retry: false });
}

export function useNotices(unreadOnly: boolean) {
  return useInfiniteQuery({
    queryKey: [...noticesKey, 'list', unreadOnly],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => get<NoticePage>('notices', { search: { limit: 50, cursor: pageParam, unread: unreadOnly || undefined }, signal }),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useNoticeActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: noticesKey });
  return {
    mark: useMutation({ mutationFn: ({ id, read }: { id: string; read: boolean }) => put<Notice>(`notices/${id}`, { read }), onSuccess }),
    readAll: useMutation({ mutationFn: () => post<{ read: number }>('notices/read', undefined), onSuccess }),
  };
}
