import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { apiPath, get, post, request } from './client';
import type { Page } from './types';

export type ExportWhat = 'events' | 'customers';
export type ExportChoice = 'leave_out' | 'keep' | 'generalise';
export type ExportTimes = 'exact' | 'day' | 'shifted';
export type ExportFormat = 'csv' | 'parquet' | 'jsonl';
export type ExportKey = 'of_this_export' | 'of_the_workspace';

export interface ExportColumn {
  name: string;
  choice: ExportChoice;
  quasi_identifier: boolean;
}

export interface ExportRequest {
  what: ExportWhat;
  from: string | null;
  to: string | null;
  columns: ExportColumn[];
  times: ExportTimes;
  /** A purpose; null: nobody is asked. */
  only_with: string | null;
  k: number;
  key: ExportKey;
  format: ExportFormat;
}

export interface ExportColumnProposal extends ExportColumn {
  why: string;
  examples: string[];
  values: number;
  different: number;
}

export interface ExportOutcome {
  rows: number;
  customers: number;
  left_out: { without_consent: number; being_erased: number; small_group_rows: number; small_groups: number };
  smallest_group: number;
  replaced: number;
}

export interface ExportPreview {
  columns: string[];
  rows: unknown[][];
  outcome: ExportOutcome;
  customers_looked_at: number;
  /** Whether that is everybody. */
  all: boolean;
}

export interface PseudonymisedExport {
  id: string;
  state: 'waiting' | 'running' | 'ready' | 'failed' | 'downloaded' | 'expired' | 'withdrawn';
  /** From 0 to 1. */
  progress: number;
  request: ExportRequest;
  actor: string;
  requested_at: string;
  finished_at: string | null;
  downloaded_at: string | null;
  expires_at: string | null;
  bytes: number;
  outcome: ExportOutcome | null;
  error: string | null;
}

export interface PseudonymisedExports {
  items: PseudonymisedExport[];
  /** The key that is kept, when there is one. */
  key: { made_at: string } | null;
}

const exportsKey = ['pseudonymised exports'];
const runningEveryMs = 1000;
const isOnItsWay = ({ state }: PseudonymisedExport) => state === 'waiting' || state === 'running';

/** Asks again while one of them is written. */
export function useExports(enabled: boolean) {
  return useQuery({
    queryKey: exportsKey,
    enabled,
    queryFn: ({ signal }) => get<PseudonymisedExports>('privacy/exports', { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isOnItsWay) ? runningEveryMs : false),
  });
}

export function useExportColumns(what: ExportWhat) {
  return useQuery({
    queryKey: ['export columns', what],
    queryFn: ({ signal }) => get<Page<ExportColumnProposal>>('privacy/exports/columns', { search: { what }, signal }).then(({ items }) => items),
    gcTime: 0,
  });
}

/** What this request would write; null asks nothing. */
export function useExportPreview(asked: ExportRequest | null) {
  return useQuery({
    queryKey: ['export preview', asked],
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
    queryFn: async ({ signal }): Promise<ExportPreview> => (await request<ExportPreview>('POST', 'privacy/exports/preview', { body: asked, signal })).body,
  });
}

export function useCreateExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: ExportRequest) => post<PseudonymisedExport>('privacy/exports', asked),
    onSuccess: () => client.invalidateQueries({ queryKey: exportsKey }),
  });
}

export function useDeleteExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<undefined>('DELETE', `privacy/exports/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: exportsKey }),
  });
}

export function useRenewPseudonymKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<Pick<PseudonymisedExports, 'key'>>('privacy/exports/key', undefined),
    onSuccess: () => client.invalidateQueries({ queryKey: exportsKey }),
  });
}

/** Asks again a moment after a download was begun: the file is gone with its last byte. */
export function useLookAgainAtExports() {
  const client = useQueryClient();
  return () => void setTimeout(() => void client.invalidateQueries({ queryKey: exportsKey }), runningEveryMs);
}

export function exportFileAddress(id: string): string {
  return apiPath(`privacy/exports/${id}/file`);
}
