import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { columnWidth, headWidth, laneAt, stageHeight, type Layout } from './layout';
import { asZoom } from './map_search';

export interface Window {
  firstColumn: number;
  lastColumn: number;
  firstLane: number;
  lastLane: number;
}

/** So many more than are in sight are drawn, so that scrolling meets them ready. */
const moreColumns = 2;
const moreLanes = 2;

function windowOf(element: HTMLElement, layout: Layout, columns: number, zoom: number): Window {
  const head = stageHeight + layout.stepHeight;
  const left = element.scrollLeft / zoom;
  const top = element.scrollTop / zoom;
  const lanes = layout.tops.length - 1;
  const firstColumn = Math.floor(left / columnWidth) - moreColumns;
  const lastColumn = Math.floor((left + element.clientWidth / zoom - headWidth) / columnWidth) + moreColumns;
  return {
    firstColumn: Math.max(0, firstColumn), lastColumn: Math.min(columns - 1, lastColumn),
    firstLane: Math.max(0, laneAt(layout.tops, top) - moreLanes),
    lastLane: Math.min(lanes - 1, laneAt(layout.tops, Math.max(0, top + element.clientHeight / zoom - head)) + moreLanes),
  };
}

const same = (a: Window, b: Window) => a.firstColumn === b.firstColumn && a.lastColumn === b.lastColumn && a.firstLane === b.firstLane && a.lastLane === b.lastLane;

/** Which part of the board is in sight, and how large it is drawn. */
export function useView(scroller: RefObject<HTMLDivElement | null>, layout: Layout, columns: number, zoomHundredths: number, onZoom: (hundredths: number) => void) {
  const zoom = zoomHundredths / 100;
  const [shown, setShown] = useState<Window>({ firstColumn: 0, lastColumn: Math.min(columns - 1, 12), firstLane: 0, lastLane: Math.min(layout.tops.length - 2, 14) });
  const latest = useRef({ layout, columns, zoom });
  latest.current = { layout, columns, zoom };
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { layout: now, columns: count, zoom: scale } = latest.current;
    const next = windowOf(element, now, count, scale);
    setShown((before) => (same(before, next) ? before : next));
  }, [scroller]);
  useLayoutEffect(look, [look, layout, columns, zoom]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, look]);
  // Around a point of the window, so that what one looks at stays where it is.
  const zoomAt = useCallback(
    (hundredths: number, x?: number, y?: number) => {
      const element = scroller.current;
      const next = asZoom(hundredths);
      if (!element) return onZoom(next);
      const box = element.getBoundingClientRect();
      const atX = (x ?? box.left + box.width / 2) - box.left;
      const atY = (y ?? box.top + box.height / 2) - box.top;
      const scale = next / 100 / latest.current.zoom;
      const to = [(element.scrollLeft + atX) * scale - atX, (element.scrollTop + atY) * scale - atY] as const;
      onZoom(next);
      requestAnimationFrame(() => element.scrollTo(to[0], to[1]));
    },
    [scroller, onZoom],
  );
  const fit = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { layout: now } = latest.current;
    zoomAt(Math.min(100, (element.clientWidth / now.width) * 100, (element.clientHeight / now.height) * 100));
  }, [scroller, zoomAt]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomAt(latest.current.zoom * 100 * Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller, zoomAt]);
  /** Scrolls as little as it takes to have the place in sight. */
  const reveal = useCallback(
    (row: number, column: number) => {
      const element = scroller.current;
      if (!element) return;
      const { layout: now, zoom: scale } = latest.current;
      const head = (stageHeight + now.stepHeight) * scale;
      if (column >= 0) {
        const left = column * columnWidth * scale;
        const right = left + columnWidth * scale;
        const room = element.clientWidth - headWidth * scale;
        if (left < element.scrollLeft) element.scrollLeft = left;
        else if (right > element.scrollLeft + room) element.scrollLeft = Math.min(left, right - room);
      }
      if (row >= 2) {
        const top = (now.tops[row - 2] ?? 0) * scale;
        const bottom = (now.tops[row - 1] ?? 0) * scale;
        const room = element.clientHeight - head;
        if (top < element.scrollTop) element.scrollTop = top;
        else if (bottom > element.scrollTop + room) element.scrollTop = Math.min(top, bottom - room);
      }
    },
    [scroller],
  );
  return { shown, zoom, zoomAt, fit, reveal };
}
