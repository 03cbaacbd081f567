import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { get, post, put, remove } from './client';

/** What somebody said about a thing of a map, or in reply. */
export interface MapComment {
  id: string;
  /** The comment it replies to, which itself replies to none. */
  parent: string | null;
  /** The part of the map, and the id of the thing: "cells", "cel_…"; "about", "about" for the whole map. */
  in: string;
  thing: string;
  text: string;
  /** Ids of users. */
  mentions: string[];
  by: { id: string; name: string };
  created_at: string;
  updated_at: string;
  /** Of those that reply to none. */
  resolved_at: string | null;
  resolved_by: string | null;
}

export interface MapMention extends MapComment {
  map: string;
}

export interface MapCommentDraft {
  text: string;
  mentions: string[];
  parent?: string;
  in?: string;
  thing?: string;
}

const of = (map: string) => `maps/${encodeURIComponent(map)}/comments`;
export const mapCommentsKey = (map: string) => ['map', map, 'comments'];

/** All comments of a map in the order in which they were said. */
export function useMapComments(map: string, enabled = true) {
  return useQuery({
    queryKey: mapCommentsKey(map),
    enabled,
    queryFn: async ({ signal }) => (await get<{ items: MapComment[] }>(of(map), { signal })).items,
  });
}

/** A list with one more, one changed, or one taken away together with the replies to it. */
export function withComment(comments: readonly MapComment[], said: MapComment | { id: string; removed: true }): MapComment[] {
  if ('removed' in said) return comments.filter(({ id, parent }) => id !== said.id && parent !== said.id);
  const isKnown = comments.some(({ id }) => id === said.id);
  return isKnown ? comments.map((one) => (one.id === said.id ? said : one)) : [...comments, said];
}

/** What the live stream tells, or what was just answered. Before the list is there it is not needed. */
export function takeMapComment(client: QueryClient, map: string, said: MapComment | { id: string; removed: true }): void {
  client.setQueryData<MapComment[]>(mapCommentsKey(map), (before) => before && withComment(before, said));
  void client.invalidateQueries({ queryKey: ['mentions'] });
}

export function useSayOnMap(map: string) {
  const client = useQueryClient();
  return useMutation({
    /** `key`: of what is said, so that saying it again after a lost answer says it once. */
    mutationFn: ({ draft, key }: { draft: MapCommentDraft; key: string }) => post<MapComment>(of(map), draft, { idempotencyKey: key }),
    onSuccess: (said) => takeMapComment(client, map, said),
  });
}

export function useChangeMapComment(map: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: { id: string } & ({ text: string; mentions: string[] } | { resolved: boolean })) =>
      put<MapComment>(`${of(map)}/${encodeURIComponent(id)}`, change),
    onSuccess: (said) => takeMapComment(client, map, said),
  });
}

export function useRemoveMapComment(map: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => remove<void>(`${of(map)}/${encodeURIComponent(id)}`),
    onSuccess: (_, id) => takeMapComment(client, map, { id, removed: true }),
  });
}

/** Where the caller is mentioned and nothing was resolved yet, the latest first. */
export function useMentions() {
  return useQuery({ queryKey: ['mentions'], queryFn: async ({ signal }) => (await get<{ items: MapMention[] }>('me/mentions', { signal })).items });
}
