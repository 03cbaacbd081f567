import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, request } from './client';

export interface RetentionRule {
  id: string;
  events: string[];
  kinds: string[];
  /** Its name; null: all. */
  source: string | null;
  days: number;
  action: 'delete' | 'pseudonymise';
}

export interface KeptRetentionRules {
  rules: RetentionRule[];
  etag: string;
}

export interface RetentionPreview {
  events: number;
  deletes: number;
  needs_confirmation: boolean;
  rules: { id: string; events: number; oldest: string | null; newest: string | null }[];
}

export interface RetentionRun {
  time: string;
  rule: string;
  action: 'delete' | 'pseudonymise';
  before: string;
  events: number;
}

export interface RetentionRuns {
  running: boolean;
  error: string | null;
  items: RetentionRun[];
}

const rulesKey = ['retention rules'];
const runningEveryMs = 1000;

export function useRetentionRules() {
  return useQuery({
    queryKey: rulesKey,
    queryFn: async ({ signal }): Promise<KeptRetentionRules> => {
      const reply = await request<{ rules: RetentionRule[] }>('GET', 'retention/rules', { signal });
      return { rules: reply.body.rules, etag: reply.etag ?? '' };
    },
  });
}

export function useChangeRetentionRules() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ rules, etag }: KeptRetentionRules): Promise<KeptRetentionRules> => {
      const reply = await request<{ rules: RetentionRule[] }>('PUT', 'retention/rules', { body: { rules }, ifMatch: etag });
      return { rules: reply.body.rules, etag: reply.etag ?? '' };
    },
    onSuccess: (now) => client.setQueryData(rulesKey, now),
    onError: () => client.invalidateQueries({ queryKey: rulesKey }),
  });
}

/** What these rules would do now; null asks nothing. */
export function useRetentionPreview(rules: RetentionRule[] | null) {
  return useQuery({
    queryKey: ['retention preview', rules],
    enabled: rules !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
    queryFn: async ({ signal }): Promise<RetentionPreview> => (await request<RetentionPreview>('POST', 'retention/preview', { body: { rules }, signal })).body,
  });
}

/** Asks again while one runs. */
export function useRetentionRuns() {
  return useQuery({
    queryKey: ['retention runs'],
    queryFn: ({ signal }) => get<RetentionRuns>('retention/runs', { signal }),
    refetchInterval: ({ state }) => (state.data?.running ? runningEveryMs : false),
  });
}

export function useRunRetention() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (confirm: string | null) => post<RetentionRuns>('retention/runs', { confirm }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['retention preview'] });
      // It begins a moment later.
      return new Promise((done) => setTimeout(done, runningEveryMs)).then(() => client.invalidateQueries({ queryKey: ['retention runs'] }));
    },
  });
}
