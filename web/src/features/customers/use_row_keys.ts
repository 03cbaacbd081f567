import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

interface RowKeys {
  count: number;
  root: RefObject<HTMLElement | null>;
  /** Brings a row into the page, when only those in sight are there. */
  onReveal: (index: number) => void;
  onOpen?: (index: number) => void;
  /** Rows that cannot be chosen: headings and the like. */
  skip?: (index: number) => boolean;
  /** Other keys that move from anywhere, and where to from a row (-1 for none); null stays. */
  leaps?: Record<string, (from: number) => number | null>;
}

const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/**
 * Moves through rows with j and k from anywhere on the page, with the arrows from a row, and opens
 * one with enter; other keys may leap. One row at a time can be reached with tab.
 */
export function useRowKeys({ count, root, onReveal, onOpen, skip = () => false, leaps = {} }: RowKeys) {
  const [active, setActive] = useState(-1);
  const wanted = useRef<number | null>(null);
  const move = (step: number) => {
    let next = active + step;
    while (next >= 0 && next < count && skip(next)) next += step;
    if (next < 0 || next >= count) return;
    go(next);
  };
  const go = (next: number) => {
    wanted.current = next;
    setActive(next);
    onReveal(next);
    focusWanted();
  };
  const press = (key: string) => {
    const step = key === 'j' || key === 'k' ? steps[key] : undefined;
    if (step !== undefined) move(step);
    const next = leaps[key]?.(active) ?? null;
    if (next !== null) go(next);
  };
  const focusWanted = () => {
    if (wanted.current === null) return;
    const row = root.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  };
  const latest = useRef(press);
  useEffect(() => {
    latest.current = press;
    // The row may have come into the page only now.
    focusWanted();
  });
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      // Brackets need AltGr on many keyboards, which says that it is ctrl and alt.
      const typed = event.getModifierState('AltGraph');
      if (!typed && (event.ctrlKey || event.metaKey || event.altKey)) return;
      if (!isBusy(event.target)) latest.current(event.key);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const firstRow = () => {
    let first = 0;
    while (first < count - 1 && skip(first)) first += 1;
    return first;
  };
  return {
    /** The row that moving goes on from, without moving the focus there. */
    choose: (index: number) => setActive(index),
    rowProps: (index: number) => ({
      'data-row': index,
      tabIndex: index === (active < 0 ? firstRow() : active) ? 0 : -1,
      onFocus: () => setActive(index),
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === 'Enter') onOpen?.(index);
        if (!event.key.startsWith('Arrow') || steps[event.key] === undefined) return;
        event.preventDefault();
        move(steps[event.key] as number);
      },
    }),
  };
}

/** Letters belong to fields and to what floats. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null;
}
