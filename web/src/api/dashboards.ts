import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove, request } from './client';
import type { QueryDocument } from './query_types';
import type { Page } from './types';

export interface Tile {
  id: string;
  title: string;
  /** A saved question, or one of its own. */
  question?: string;
  query?: QueryDocument;
  view?: Record<string, unknown>;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Dashboard {
  id: string;
  name: string;
  description: string;
  tiles: Tile[];
  version: number;
  created_at: string;
  updated_at: string;
  created_by: string | null;
}

export type DashboardDraft = Pick<Dashboard, 'name' | 'description' | 'tiles'>;

export function useDashboards() {
  return useQuery({
    queryKey: ['dashboards'],
    queryFn: async ({ signal }) => (await get<Page<Dashboard>>('dashboards', { search: { limit: 200 }, signal })).items,
  });
}

export async function fetchDashboard(id: string, signal?: AbortSignal) {
  const reply = await request<Dashboard>('GET', `dashboards/${encodeURIComponent(id)}`, { signal });
  return { dashboard: reply.body, etag: reply.etag ?? '' };
}

export function useDashboard(id: string) {
  return useQuery({ queryKey: ['dashboards', id], queryFn: ({ signal }) => fetchDashboard(id, signal) });
}

export function useCreateDashboard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: DashboardDraft) => post<Dashboard>('dashboards', draft),
    onSuccess: () => client.invalidateQueries({ queryKey: ['dashboards'] }),
  });
}

export function useChangeDashboard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, etag, draft }: { id: string; etag: string; draft: DashboardDraft }) => {
      const dashboard = await put<Dashboard>(`dashboards/${encodeURIComponent(id)}`, draft, { ifMatch: etag });
      return { dashboard, etag: `"${dashboard.version}"` };
    },
    onSuccess: (kept) => {
      client.setQueryData(['dashboards', kept.dashboard.id], kept);
      return client.invalidateQueries({ queryKey: ['dashboards'], exact: true });
    },
  });
}

export function useRemoveDashboard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, etag }: { id: string; etag: string }) =>
      remove<void>(`dashboards/${encodeURIComponent(id)}`, { ifMatch: etag }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['dashboards'], exact: true }),
  });
}
