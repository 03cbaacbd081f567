import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { apiPath, get, post } from './client';
import type { Page } from './types';

export interface Erasure {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  keep_out: boolean;
  actor: string;
  requested_at: string;
  finished_at: string | null;
  step: string | null;
  /** From 0 to 1. */
  progress: number;
  /** Keyed hashes; in a list the first. */
  identities: string[];
  identity_count: number;
  error: string | null;
  /** How many of what, by place; of a single erasure alone. */
  removed?: Record<string, unknown>;
}

export interface ErasurePreview {
  customer: string;
  events: number;
  identities: number;
  links: number;
  journal: number;
  imports: number;
  list_entries: number;
  account_decisions: number;
  refusals: number;
  named_by_questions: string[];
  named_by_segments: string[];
  named_by_settings: string[];
  short_values: number;
}

const runningEveryMs = 1000;

/** Asks again while one of them runs. */
export function useErasures() {
  return useQuery({
    queryKey: ['erasures'],
    queryFn: ({ signal }) => get<Page<Erasure>>('privacy/erasures', { signal }).then(({ items }) => items),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state !== 'done') ? runningEveryMs : false),
  });
}

export function useErasurePreview(customer: string) {
  return useQuery({
    queryKey: ['customer', customer, 'erasure'],
    queryFn: ({ signal }) => get<ErasurePreview>(`customers/${customer}/erasure`, { signal }),
    gcTime: 0,
  });
}

export function useErase() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { customer: string; confirm: string; keep_out: boolean }) =>
      post<Erasure>('privacy/erasures', body),
    onSuccess: () => client.invalidateQueries({ queryKey: ['erasures'] }),
  });
}

export function certificateAddress(id: string, format: 'html' | 'json'): string {
  return apiPath(`privacy/erasures/${id}/certificate`, { format });
}

export function personExportAddress(customer: string, format: 'html' | 'json'): string {
  return apiPath(`customers/${customer}/export`, { format });
}
