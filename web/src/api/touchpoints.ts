import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, remove, request } from './client';
import { dataKeys } from './hooks';
import type { JourneyTouchpoint } from './result_types';

export type TouchpointRole = JourneyTouchpoint['role'];

/** A touchpoint that people named. */
export interface NamedTouchpoint {
  id: string;
  name: string;
  description: string;
  events: string[];
  /** Null: the discovered stage of most of its events. */
  stage: string | null;
  /** Null: the discovered role of most of its events. */
  role: TouchpointRole | null;
  version: number;
  created_at: string;
  updated_at: string;
  created_by: string | null;
  /** What of it is not there now, in sentences. */
  notes: string[];
}

export interface TouchpointList {
  items: NamedTouchpoint[];
  /** The stages of the journey as it is now, in their order. */
  stages: string[];
}

export type TouchpointDraft = Pick<NamedTouchpoint, 'name' | 'description' | 'events' | 'stage' | 'role'>;

const of = (id: string) => `touchpoints/${encodeURIComponent(id)}`;
const etag = (version: number) => `"${version}"`;

export function useTouchpoints(enabled = true) {
  return useQuery({
    queryKey: ['touchpoints'],
    enabled,
    queryFn: ({ signal }) => get<TouchpointList>('touchpoints', { signal }),
  });
}

/** Every answer may speak of touchpoints. */
function useRefresh() {
  const client = useQueryClient();
  return () => Promise.all(['touchpoints', ...dataKeys].map((key) => client.invalidateQueries({ queryKey: [key] })));
}

/** Makes one, or changes the one of this id and version. */
export function useSaveTouchpoint() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ draft, existing }: { draft: TouchpointDraft; existing?: { id: string; version: number } }) => {
      const reply = existing
        ? await request<NamedTouchpoint>('PUT', of(existing.id), { body: draft, ifMatch: etag(existing.version) })
        : await request<NamedTouchpoint>('POST', 'touchpoints', { body: draft });
      return reply.body;
    },
    onSuccess: () => void refresh(),
  });
}

export function useRemoveTouchpoint() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, version }: { id: string; version: number }) => remove<void>(of(id), { ifMatch: etag(version) }),
    onSuccess: () => void refresh(),
  });
}
