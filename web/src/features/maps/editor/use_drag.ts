import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';

export interface Dragged {
  what: 'stage' | 'step' | 'lane' | 'card' | 'link';
  id: string;
  label: string;
  x: number;
  y: number;
  /** The place under the pointer. */
  over: { row: number; column: number } | null;
}

/** So far the pointer goes before pressing becomes dragging. */
const farPx = 5;

interface Pressed {
  what: Dragged['what'];
  id: string;
  label: string;
  x: number;
  y: number;
  pointer: number;
}

/** The place under a point of the window. */
export function placeUnder(x: number, y: number): { row: number; column: number } | null {
  const element = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-row]');
  return element ? { row: Number(element.dataset.row), column: Number(element.dataset.column) } : null;
}

/** Dragging of stages, steps, lanes and cards by mouse; Escape lets go without moving anything. */
export function useDrag(scroller: RefObject<HTMLDivElement | null>, onDrop: (dragged: Dragged) => void) {
  const pressed = useRef<Pressed | null>(null);
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  const latest = useRef(dragged);
  latest.current = dragged;
  useEffect(() => {
    const end = () => {
      pressed.current = null;
      setDragged(null);
    };
    const onMove = (event: globalThis.PointerEvent) => {
      const start = pressed.current;
      if (!start || event.pointerId !== start.pointer) return;
      if (!latest.current && Math.hypot(event.clientX - start.x, event.clientY - start.y) < farPx) return;
      event.preventDefault();
      setDragged({ what: start.what, id: start.id, label: start.label, x: event.clientX, y: event.clientY, over: placeUnder(event.clientX, event.clientY) });
      scrollAtEdge(scroller.current, event.clientX, event.clientY);
    };
    const onUp = () => {
      if (latest.current) drop.current(latest.current);
      end();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && pressed.current) end();
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [scroller]);
  const press = (event: PointerEvent, what: Dragged['what'], id: string, label: string) => {
    // A finger scrolls; it moves things by the menu of their head.
    if (event.button !== 0 || event.pointerType === 'touch') return;
    pressed.current = { what, id, label, x: event.clientX, y: event.clientY, pointer: event.pointerId };
  };
  return { dragged, press };
}

const edgePx = 40;
const stepPx = 18;

function scrollAtEdge(element: HTMLElement | null, x: number, y: number): void {
  if (!element) return;
  const box = element.getBoundingClientRect();
  if (x > box.right - edgePx) element.scrollLeft += stepPx;
  else if (x < box.left + edgePx) element.scrollLeft -= stepPx;
  if (y > box.bottom - edgePx) element.scrollTop += stepPx;
  else if (y < box.top + edgePx) element.scrollTop -= stepPx;
}
