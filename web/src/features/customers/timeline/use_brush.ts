import { useRef, useState, type PointerEvent } from 'react';

/** A shorter drag is a click. */
const dragMin = 8;

interface BrushHandlers {
  /** The two places that were dragged between. */
  onChoose: (from: number, to: number) => void;
  /** A place that was clicked, and no dot. */
  onPoint: (x: number) => void;
}

/** Dragging over the picture chooses a part of it, clicking a place. */
export function useBrush(offset: number, width: number, { onChoose, onPoint }: BrushHandlers) {
  const start = useRef<number | null>(null);
  const [selection, setSelection] = useState<{ from: number; to: number } | null>(null);
  const place = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - offset;
    return Math.max(0, Math.min(width, x));
  };
  const stop = () => {
    start.current = null;
    setSelection(null);
  };
  return {
    selection,
    handlers: {
      onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
        if (event.button !== 0) return;
        start.current = place(event);
      },
      onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
        if (start.current === null) return;
        const to = place(event);
        if (!selection && Math.abs(to - start.current) < dragMin) return;
        // Only now, so that a plain click still reaches the dot below it.
        if (!selection) event.currentTarget.setPointerCapture(event.pointerId);
        setSelection({ from: Math.min(start.current, to), to: Math.max(start.current, to) });
      },
      onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
        const onDot = event.target instanceof SVGCircleElement;
        if (selection) onChoose(selection.from, selection.to);
        else if (start.current !== null && !onDot) onPoint(place(event));
        stop();
      },
      onPointerCancel: stop,
    },
  };
}
