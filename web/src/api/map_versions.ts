import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, put } from './client';

/** A revision with a name, or the last one of a time of work. */
export interface MapVersion {
  revision: number;
  name: string | null;
  note: string;
  /** When the work that led to it began, and when it was made. */
  from: string;
  at: string;
  /** Ids of users or tokens. */
  by: string[];
}

const of = (map: string) => `maps/${encodeURIComponent(map)}`;

/** The latest first. Asked for again whenever the list is opened. */
export function useMapVersions(map: string, enabled = true) {
  return useQuery({
    queryKey: ['map', map, 'versions'],
    enabled,
    queryFn: async ({ signal }) => (await get<{ items: MapVersion[] }>(`${of(map)}/versions`, { signal })).items,
  });
}

export function useNameMapVersion(map: string) {
  const client = useQueryClient();
  return useMutation({
    /** An empty name takes it away. */
    mutationFn: (version: { revision: number; name: string; note?: string }) => put<void>(`${of(map)}/versions`, version),
    onSuccess: () => client.invalidateQueries({ queryKey: ['map', map, 'versions'] }),
  });
}
