import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import classes from './process.module.css';
import type { ProcessLayout } from './process_layout';

interface ProcessMinimapProps {
  picture: ProcessLayout;
  scale: number;
  /** The element the map scrolls in. */
  box: RefObject<HTMLDivElement | null>;
}

const most = { width: 110, height: 150 };

/** The whole map in small, with a frame around what is in view. For pointers; keys scroll the map. */
export function ProcessMinimap({ picture, scale, box }: ProcessMinimapProps) {
  const [view, setView] = useState({ x: 0, y: 0, width: 0, height: 0 });
  const dragging = useRef(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = () =>
      setView({ x: element.scrollLeft / scale, y: element.scrollTop / scale, width: element.clientWidth / scale, height: element.clientHeight / scale });
    read();
    element.addEventListener('scroll', read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', read);
      observer.disconnect();
    };
  }, [box, scale, picture]);
  const small = Math.min(most.width / picture.width, most.height / picture.height);
  const isWhole = view.width >= picture.width && view.height >= picture.height;
  if (view.width === 0 || isWhole) return null;
  const go = (event: PointerEvent<SVGSVGElement>) => {
    const at = event.currentTarget.getBoundingClientRect();
    box.current?.scrollTo({
      left: ((event.clientX - at.left) / small - view.width / 2) * scale,
      top: ((event.clientY - at.top) / small - view.height / 2) * scale,
    });
  };
  return (
    <svg
      className={classes.minimap}
      width={picture.width * small}
      height={picture.height * small}
      viewBox={`0 0 ${picture.width} ${picture.height}`}
      aria-hidden
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => dragging.current && go(event)}
      onPointerUp={() => (dragging.current = false)}
    >
      {picture.activities.map(({ id, x, y, width, height, main }) => (
        <rect key={id} x={x} y={y} width={width} height={height} rx={8} fill={main ? 'var(--c1)' : 'var(--line-2)'} />
      ))}
      <rect
        x={Math.max(0, view.x)}
        y={Math.max(0, view.y)}
        width={Math.min(view.width, picture.width)}
        height={Math.min(view.height, picture.height)}
        fill="var(--accent)"
        fillOpacity={0.1}
        stroke="var(--accent)"
        strokeWidth={1.5 / small}
      />
    </svg>
  );
}
