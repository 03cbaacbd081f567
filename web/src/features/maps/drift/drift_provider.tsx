import { useMemo, type ReactNode } from 'react';
import { useDrift } from '../../../api';
import type { MapDocument } from '../engine/fields';
import { DriftContext, type MapDriftState } from './drift_context';
import { boundSteps, madeOf } from './made_of';
import { useSettled } from './use_settled';

interface DriftProviderProps {
  id: string;
  document: MapDocument;
  /** All that was written is kept by the server, so that it is asked about what is seen. */
  isSaved: boolean;
  period?: string;
  segment?: string;
  onPanel: () => void;
  children: ReactNode;
}

const pauseMs = 800;

/** Asks where customers leave the path of the open map, and again when its path changes. */
export function DriftProvider({ id, document, isSaved, period, segment, onPanel, children }: DriftProviderProps) {
  const { about, stages, steps, lanes, cells, links } = document;
  const path = useMemo(() => madeOf(document), [about, stages, steps, lanes, cells, links]);
  const bound = useMemo(() => boundSteps(document), [steps, lanes, cells]);
  const settled = useSettled(path, isSaved, pauseMs);
  const asked = useDrift({ map: id, period, segment, made_of: settled, enabled: bound >= 2 });
  const { data, isPending, isPlaceholderData, error, refetch } = asked;
  const state = useMemo<MapDriftState>(
    () => ({
      map: id, bound, drift: bound >= 2 ? (data ?? null) : null, result: bound >= 2 ? (data?.answer.result ?? null) : null, isPending: bound >= 2 && isPending, isOld: isPlaceholderData || settled !== path,
      error: data ? null : error, retry: () => void refetch(), openPanel: onPanel,
    }),
    [id, bound, data, isPending, isPlaceholderData, settled, path, error, refetch, onPanel],
  );
  return <DriftContext value={state}>{children}</DriftContext>;
}
