import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '../../../../api/client';
import type { MapDocument } from '../../engine/fields';
import type { ChangeMark } from '../thing_marks';
import { shownDifference, together, type ShownChange } from './shown_difference';

/** The revision that is compared with: a number, or the map as it is now. */
export type Against = number | 'now';

/** A map as it was, which never changes. */
export function useMapRevision(map: string, revision: number | undefined) {
  return useQuery({
    queryKey: ['map', map, 'revision', revision],
    enabled: revision !== undefined,
    staleTime: Infinity,
    // Documents are large; the last few are enough.
    gcTime: 60_000,
    queryFn: async ({ signal }) => (await get<{ document: MapDocument }>(`maps/${encodeURIComponent(map)}/revisions/${revision}`, { signal })).document,
  });
}

export interface Look {
  version: number;
  against: Against | null;
  /** What the board shows; null: it is on its way. */
  document: MapDocument | null;
  /** From the earlier to the later of the two; of one alone, both are that one. */
  before: MapDocument;
  after: MapDocument;
  changes: ShownChange[];
  marks: ReadonlyMap<string, ChangeMark>;
  error: unknown;
  retry: () => void;
}

/** A folded lane hides what was changed in it. */
function unfolded(document: MapDocument): MapDocument {
  const lanes = Object.entries(document.lanes).map(([id, { collapsed: _, ...lane }]) => [id, lane] as const);
  return { ...document, lanes: Object.fromEntries(lanes) };
}

/** An earlier revision, alone or with what is different in another one; null: one looks at the map as it is. */
export function useLook(map: string, now: { document: MapDocument; revision: number }, version: number | undefined, against: Against | undefined): Look | null {
  const one = useMapRevision(map, version);
  const other = useMapRevision(map, version !== undefined && typeof against === 'number' ? against : undefined);
  const shown = one.data;
  const compared = against === 'now' ? now.document : against === undefined ? undefined : other.data;
  const isEarlier = version !== undefined && (against === 'now' || (against ?? 0) > version);
  return useMemo(() => {
    if (version === undefined) return null;
    const problem = one.error ?? (typeof against === 'number' ? other.error : null);
    const base = {
      version, against: against ?? null, error: problem,
      retry: () => {
        if (one.error) void one.refetch();
        if (other.error) void other.refetch();
      },
    };
    const nothing = { changes: [], marks: new Map<string, ChangeMark>() };
    if (!shown || (against !== undefined && !compared)) return { ...base, ...nothing, document: null, before: now.document, after: now.document };
    if (!compared) return { ...base, ...nothing, document: shown, before: shown, after: shown };
    const [before, after] = isEarlier ? [shown, compared] : [compared, shown];
    const changes = shownDifference(before, after);
    return { ...base, before, after, changes, marks: new Map(changes.map(({ id, what }) => [id, what])), document: unfolded(together(before, after, changes)) };
  }, [version, against, shown, compared, isEarlier, one.error, other.error, compared ? null : now.document]);
}
