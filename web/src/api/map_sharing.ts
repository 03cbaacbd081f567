import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { apiPath, get, post, remove, request } from './client';
import { problemFrom, unreachable } from './problem';

export const mapExportFormats = ['pdf', 'png', 'svg', 'xlsx', 'csv', 'json', 'cjml', 'mermaid'] as const;
export type MapExportFormat = (typeof mapExportFormats)[number];
export const papers = ['own', 'a4', 'a3', 'letter'] as const;
export type Paper = (typeof papers)[number];

export interface MapExport {
  format: MapExportFormat;
  paper: Paper;
  legend: boolean;
}

const of = (id: string) => `maps/${encodeURIComponent(id)}`;

export function mapExportPath(id: string, { format, paper, legend }: MapExport, inline = false): string {
  return apiPath(`${of(id)}/export`, {
    format, paper: format === 'pdf' && paper !== 'own' ? paper : undefined, legend: legend ? undefined : 'no', inline: inline ? 'yes' : undefined,
  });
}

export interface ExportedFile {
  name: string;
  blob: Blob;
}

/** Fetches the file, so that a refusal can be said in words instead of being saved. */
export async function fetchMapExport(id: string, choice: MapExport): Promise<ExportedFile> {
  const response = await fetch(mapExportPath(id, choice), { credentials: 'same-origin', cache: 'no-store' }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemFrom(response);
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? `journey-map.${choice.format}`, blob: await response.blob() };
}

export interface ImportNote {
  /** Of the file; null: the whole. */
  line: number | null;
  message: string;
}

export interface ImportPreview {
  format: 'json' | 'csv' | 'mermaid' | 'cjml';
  title: string;
  stages: { title: string; steps: number }[];
  lanes: { title: string; kind: string }[];
  cells: number;
  pains: number;
  links: number;
  personas: string[];
  notes: ImportNote[];
  notes_left_out: number;
}

export interface MapFile {
  name: string;
  bytes: Blob;
}

export function usePreviewImport() {
  return useMutation({
    mutationFn: async ({ name, bytes }: MapFile) => (await request<ImportPreview>('POST', 'maps/import/preview', { raw: bytes, search: { name } })).body,
  });
}

export function useImportMap() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, bytes, title }: MapFile & { title: string }) =>
      (await request<{ id: string; notes: ImportNote[] }>('POST', 'maps/import', { raw: bytes, search: { name, title: title || undefined } })).body,
    onSuccess: () => client.invalidateQueries({ queryKey: ['maps'], exact: true }),
  });
}

export interface MapShare {
  id: string;
  label: string;
  rights: 'read' | 'comment';
  embed: boolean;
  password: boolean;
  state: 'works' | 'expired' | 'revoked';
  created_at: string;
  expires_at: string | null;
  used_at: string | null;
  revoked_at: string | null;
}

export interface MapShareDraft {
  label: string;
  rights: 'read' | 'comment';
  embed: boolean;
  password: string | null;
  expires_at: string | null;
}

export interface MadeShare {
  share: MapShare;
  path: string;
  embed_path: string | null;
}

const sharesKey = (id: string) => ['maps', id, 'shares'];

export function useShares(id: string) {
  return useQuery({
    queryKey: sharesKey(id),
    queryFn: async ({ signal }) => (await get<{ items: MapShare[] }>(`${of(id)}/shares`, { signal })).items,
  });
}

export function useCreateShare(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: MapShareDraft) => post<MadeShare>(`${of(id)}/shares`, draft),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesKey(id) }),
  });
}

export function useRevokeShare(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (share: string) => remove(`${of(id)}/shares/${encodeURIComponent(share)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesKey(id) }),
  });
}
