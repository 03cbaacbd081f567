import { useLayoutEffect, useRef, useState } from 'react';

/** The width an element has been given; pictures are laid out for it. */
export function useWidth<Element extends HTMLElement>(initial = 960) {
  const ref = useRef<Element>(null);
  const [width, setWidth] = useState(initial);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const read = () => setWidth(Math.floor(element.clientWidth));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
