import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import { keepStill, whenHeld } from './long_press';

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

/**
 * Dragging of stages, steps, lanes and cards by mouse, or by a finger that has rested on them; Escape lets go without
 * moving anything. A finger that rests and is lifted again asks for the menu.
 */
export function useDrag(scroller: RefObject<HTMLDivElement | null>, onDrop: (dragged: Dragged) => void, onMenu: (x: number, y: number) => void) {
  const pressed = useRef<Pressed | null>(null);
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  const menu = useRef(onMenu);
  menu.current = onMenu;
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
    const letScroll = keepStill();
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onKey, true);
    return () => {
      letScroll();
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [scroller]);
  const press = (event: PointerEvent, what: Dragged['what'], id: string, label: string) => {
    if (event.button !== 0) return;
    const { clientX: x, clientY: y, pointerId: pointer } = event;
    const start = () => {
      pressed.current = { what, id, label, x, y, pointer };
    };
    if (event.pointerType !== 'touch') return start();
    // A finger scrolls, unless it has rested.
    whenHeld(
      event,
      () => {
        start();
        setDragged({ what, id, label, x, y, over: null });
      },
      (how, moved) => how === 'lifted' && !moved && menu.current(x, y),
    );
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
