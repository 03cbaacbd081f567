import { useMemo, useRef } from 'react';
import type { QueryDocument } from '../../../api';
import { useMapNumbers } from '../../../api/map_numbers';
import { usePeoplePanel } from '../../../people/people_context';
import type { SessionState } from '../engine/session';
import { bindingsOf } from './bindings';
import type { NumbersState } from './numbers_context';
import { peopleQuestion, viewOf } from './numbers_view';

interface Asked {
  period?: string;
  segment?: string;
  /** With trends: the panel shows them. */
  trend: boolean;
}

/** The numbers of the open map, asked for once what people changed has reached the server. */
export function useNumbersOf(map: string, state: SessionState, { period, segment, trend }: Asked): NumbersState {
  const { document, unsaved, revision } = state;
  const { about, stages, steps, lanes, cells } = document;
  const bindings = useMemo(() => bindingsOf(document), [about, stages, steps, lanes, cells]);
  const saved = useRef<string | null>(null);
  if (unsaved === 0 && revision > 0) saved.current = bindings;
  const ask = { ...(period ? { period } : {}), ...(segment ? { segment } : {}), ...(trend ? { trend: 'week' as const } : {}) };
  const asked = useMapNumbers(map, ask, saved.current);
  const panel = usePeoplePanel();
  const { data, error, isPlaceholderData, refetch } = asked;
  return useMemo<NumbersState>(
    () => ({
      view: data ? viewOf(data) : null,
      waiting: isPlaceholderData, error,
      retry: () => void refetch(),
      period: period ?? about.period ?? 'all',
      segment: segment ?? about.segment ?? 'all',
      open: (ref, title) => data && panel.open(peopleQuestion(data.question, ref) as unknown as QueryDocument, ref, title),
    }),
    [data, error, isPlaceholderData, refetch, period, segment, about.period, about.segment, panel],
  );
}
