import type { Virtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { TimelineRow } from './timeline_rows';

interface KeepPlace {
  rows: TimelineRow[];
  askKey: string;
  virtual: Virtualizer<HTMLElement, Element>;
  scroller: RefObject<HTMLElement | null>;
  /** How much of the top is covered. */
  sticky: () => number;
  keep: boolean;
}

/** What is being read stays where it is on the screen when rows come in above it. */
export function useKeepPlace({ rows, askKey, virtual, scroller, sticky, keep }: KeepPlace): void {
  const place = useRef<{ key: string; start: number } | null>(null);
  const shown = useRef({ rows, askKey });
  useLayoutEffect(() => {
    const box = scroller.current;
    const before = shown.current;
    shown.current = { rows, askKey };
    if (box && place.current && before.rows !== rows && before.askKey === askKey && keep) {
      const { key, start } = place.current;
      const index = rows.findIndex((row) => row.key === key);
      const now = index < 0 ? undefined : virtual.measurementsCache[index]?.start;
      if (now !== undefined && now !== start) box.scrollTop += now - start;
    }
    const top = (virtual.scrollOffset ?? 0) + sticky();
    const first = virtual.getVirtualItems().find(({ index, end }) => end > top && rows[index]?.kind === 'event');
    place.current = first ? { key: String(first.key), start: first.start } : null;
  });
}
