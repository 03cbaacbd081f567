import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MapDocument } from '../features/maps/engine/fields';
import { get, post } from './client';
import { asProblem } from './problem';

export type MapStatus = 'draft' | 'in_review' | 'published' | 'archived';

export interface MapSummary {
  id: string;
  title: string;
  state: 'current' | 'future';
  status: MapStatus;
  level: 'journey' | 'lifecycle' | 'detail';
  owner: string | null;
  review_on: string | null;
  tags: string[];
  updated_at: string;
  revision: number;
  steps: number;
  template: string | null;
  personas: { id: string; name: string }[];
  /** Those that its steps open. */
  maps?: string[];
  /** The map of the other state. */
  counterpart?: string | null;
}

export interface MapTemplate {
  name: string;
  title: string;
  what: string;
  for: string;
  stages: string[];
  lanes: { kind: string; title: string }[];
  steps: number;
  /** Of the example, by name. */
  personas?: string[];
}

export function useMaps() {
  return useQuery({
    queryKey: ['maps'],
    queryFn: async ({ signal }) => {
      const all: MapSummary[] = [];
      for (let cursor: string | null = null; ; ) {
        const page: { items: MapSummary[]; next_cursor: string | null } = await get('maps', { search: { limit: 500, cursor }, signal });
        all.push(...page.items);
        cursor = page.next_cursor;
        if (!cursor) return all;
      }
    },
  });
}

export function useMapTemplates(enabled = true) {
  return useQuery({
    queryKey: ['maps', 'templates'],
    enabled,
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await get<{ items: MapTemplate[] }>('maps/templates', { signal })).items,
  });
}

export interface NewMap {
  /** null: a blank one. */
  template: string | null;
  /** Filled with a worked example. */
  example: boolean;
  title: string;
}

/** A map of the data: of a segment's customers, of a period up to the last event, with so many steps a stage. */
export interface NewDataMap {
  from_data: { segment?: string; period: string; steps: number };
  title: string;
}

export function useCreateMap() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (map: NewMap | NewDataMap) => post<{ id: string; revision: number }>('maps', map),
    onSuccess: () => client.invalidateQueries({ queryKey: ['maps'], exact: true }),
  });
}

/** Begins a map with a document that was made here. */
export function useBeginMap() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (map: { document: object }) => post<{ id: string; revision: number }>('maps', map),
    onSuccess: () => client.invalidateQueries({ queryKey: ['maps'], exact: true }),
  });
}

/** Puts a removed map back. */
export function useRecoverMap() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post<{ id: string }>(`maps/${encodeURIComponent(id)}/recover`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ['maps'], exact: true }),
  });
}

/** One map as the server has it, for looking at beside the one that is open. */
export function useMapDocument(id: string) {
  return useQuery({
    queryKey: ['map_document', id],
    queryFn: ({ signal }) => get<{ revision: number; document: MapDocument }>(`maps/${encodeURIComponent(id)}`, { signal }),
  });
}

const changeTries = 4;

/** Changes a map that is not open here: fields that are set, whatever others do meanwhile. */
export async function changeMap(id: string, operations: readonly object[]): Promise<void> {
  const client = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const path = `maps/${encodeURIComponent(id)}`;
  let { revision } = await get<{ revision: number }>(path);
  for (let tried = 1; ; tried += 1) {
    try {
      await post(`${path}/changes`, { client, number: tried, base: revision, operations });
      return;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status !== 409 || tried === changeTries) throw error;
      revision = Number(problem.body.revision);
    }
  }
}
