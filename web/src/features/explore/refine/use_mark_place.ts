import { useEffect, useRef, useState } from 'react';

/** A mark, and where in its box it was pointed at: from 0 (left, top) to 1. */
export interface MarkPlace {
  mark: Element;
  across: number;
  down: number;
}

/** The window's place of a point of a mark, also while the picture scrolls or is laid out anew. */
export function useMarkPlace(at: MarkPlace, onGone: () => void): { left: number; top: number } {
  const [place, setPlace] = useState(() => placeOf(at));
  const gone = useRef(onGone);
  gone.current = onGone;
  useEffect(() => {
    let frame = 0;
    const follow = () => {
      if (!at.mark.isConnected) {
        gone.current();
        return;
      }
      const next = placeOf(at);
      setPlace((before) => (before.left === next.left && before.top === next.top ? before : next));
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [at]);
  return place;
}

function placeOf({ mark, across, down }: MarkPlace): { left: number; top: number } {
  const box = mark.getBoundingClientRect();
  return { left: box.left + across * box.width, top: box.top + down * box.height };
}
