import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, remove, request } from './client';

export const empathyParts = ['says', 'thinks', 'does', 'feels', 'hears', 'sees', 'pains', 'gains'] as const;
export type EmpathyPart = (typeof empathyParts)[number];
export type Evidence = 'none' | 'assumed' | 'researched' | 'measured';

/** What people write of an archetype of customers. */
export interface PersonaDraft {
  name: string;
  role: string;
  /** The id of an image. */
  portrait: string | null;
  colour: number;
  motto: string;
  about: string;
  facts: { label: string; value: string }[];
  goals: string[];
  needs: string[];
  pains: string[];
  motivations: string[];
  behaviours: string[];
  empathy: Record<EmpathyPart, string[]>;
  /** The customers whom it stands for. */
  segment: string | null;
  evidence: Evidence;
  source: string;
  owner: string | null;
  tags: string[];
}

export interface Persona extends PersonaDraft {
  id: string;
  maps: { id: string; title: string }[];
  version: number;
  created_at: string;
  updated_at: string;
  created_by: string | null;
}

const of = (id: string) => `personas/${encodeURIComponent(id)}`;
const etag = (version: number) => `"${version}"`;

export function usePersonas(enabled = true) {
  return useQuery({
    queryKey: ['personas'],
    enabled,
    queryFn: ({ signal }) => get<{ items: Persona[] }>('personas', { signal }),
  });
}

export function usePersona(id: string) {
  return useQuery({ queryKey: ['persona', id], queryFn: ({ signal }) => fetchPersona(id, signal) });
}

export const fetchPersona = (id: string, signal?: AbortSignal) => get<Persona>(of(id), { signal });

/** Makes one, or changes the one of this id and version. */
export function useSavePersona() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, existing }: { draft: Partial<PersonaDraft> & { name: string }; existing?: { id: string; version: number } }) => {
      const reply = existing
        ? await request<Persona>('PUT', of(existing.id), { body: draft, ifMatch: etag(existing.version) })
        : await request<Persona>('POST', 'personas', { body: draft });
      return reply.body;
    },
    onSuccess: (kept) => {
      client.setQueryData(['persona', kept.id], kept);
      void client.invalidateQueries({ queryKey: ['personas'] });
    },
  });
}

export function useRemovePersona() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: { id: string; version: number }) => remove<void>(of(id), { ifMatch: etag(version) }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['personas'] }),
  });
}

export interface KeptImage {
  id: string;
  type: string;
  width: number;
  height: number;
  url: string;
}

export const imageAddress = (id: string) => `/api/v1/images/${encodeURIComponent(id)}`;

/** Keeps a picture; the server looks at its bytes. */
export function useKeepImage() {
  return useMutation({
    mutationFn: async (file: Blob) => (await request<KeptImage>('POST', 'images', { raw: file })).body,
  });
}
