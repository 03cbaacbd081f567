import { ActionIcon } from '@mantine/core';
import { useContext, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { ProcessDocument, ProcessResult } from '../../../api';
import { PictureRoom } from './picture_room';
import pictures from './pictures.module.css';
import classes from './process.module.css';
import { ProcessCanvas } from './process_canvas';
import type { ProcessLayout } from './process_layout';
import { ProcessMinimap } from './process_minimap';
import { useWidth } from './use_width';

interface ProcessMapProps {
  document: ProcessDocument;
  result: ProcessResult;
  picture: ProcessLayout;
  show: 'count' | 'time';
  lit: Set<string> | null;
  colour: (channel: string | null) => string;
}

/** The bar with the zoom under the map. */
const toolsHeight = 42;
/** In a place no higher than this an overview would hide the map. */
const minimapLeast = 460;
const zoomLeast = 0.15;
const zoomMost = 1.6;
const zoomStep = 1.25;
/** Below this names are smaller than 11 px; a wide map starts with its main path in the middle instead. */
const readable = 0.88;

/** The map with its zoom and pan; at first as large as can be read, the main path in view. */
export function ProcessMap({ document, result, picture, show, lit, colour }: ProcessMapProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const room = useContext(PictureRoom);
  const fitWidth = Math.min(1, width / Math.max(1, picture.width));
  const [zoom, setZoom] = useState<number | null>(null);
  const scale = zoom ?? Math.max(readable, fitWidth);
  const before = useRef(scale);
  const drag = useRef<{ x: number; y: number; left: number; top: number } | null>(null);
  useLayoutEffect(() => {
    ref.current?.scrollTo({ left: picture.mainX * before.current - width / 2 });
  }, [ref, picture, width]);
  useLayoutEffect(() => {
    const box = ref.current;
    const by = scale / before.current;
    before.current = scale;
    if (!box || by === 1) return;
    // What stands in the middle stays there.
    box.scrollTo({
      left: (box.scrollLeft + box.clientWidth / 2) * by - box.clientWidth / 2,
      top: (box.scrollTop + box.clientHeight / 2) * by - box.clientHeight / 2,
    });
  }, [ref, scale]);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    // Wheel listeners of React are passive and could not keep the page from zooming as well.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setZoom((now) => clamp((now ?? scale) * (event.deltaY < 0 ? 1.1 : 1 / 1.1)));
    };
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => box.removeEventListener('wheel', onWheel);
  }, [ref, scale]);
  const fit = () => {
    const height = ref.current?.clientHeight ?? picture.height;
    setZoom(clamp(Math.min(fitWidth, height / Math.max(1, picture.height))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') setZoom(clamp(scale * zoomStep));
    else if (event.key === '-') setZoom(clamp(scale / zoomStep));
    else if (event.key === '0') setZoom(null);
    else return;
    event.preventDefault();
  };
  const onDrag = {
    onPointerDown: (event: PointerEvent) => {
      const box = ref.current;
      if (!box || event.pointerType === 'touch' || event.button !== 0) return;
      drag.current = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop };
    },
    onPointerMove: (event: PointerEvent) => {
      const [box, from] = [ref.current, drag.current];
      if (!box || !from || event.buttons !== 1) return;
      box.scrollLeft = from.left - (event.clientX - from.x);
      box.scrollTop = from.top - (event.clientY - from.y);
    },
    onPointerUp: () => {
      drag.current = null;
    },
  };
  return (
    <>
      <div className={classes.frame}>
        <div ref={ref} className={classes.map} tabIndex={0} role="region" aria-label="Process map" style={room === null ? undefined : { minHeight: 0, maxHeight: Math.max(110, room - toolsHeight) }} onKeyDown={onKeyDown} {...onDrag}>
          <ProcessCanvas document={document} result={result} picture={picture} scale={scale} beside={Math.max(0, (width - picture.width * scale) / 2)} show={show} lit={lit} colour={colour} />
        </div>
        {(room === null || room > minimapLeast) && <ProcessMinimap picture={picture} scale={scale} box={ref} />}
      </div>
      <div className={pictures.legend} style={{ alignItems: 'center' }}>
        <span className={pictures.tools}>
          <ActionIcon size={24} variant="default" aria-label="Smaller" onClick={() => setZoom(clamp(scale / zoomStep))}>
            −
          </ActionIcon>
          <ActionIcon size={24} variant="default" aria-label="Larger" onClick={() => setZoom(clamp(scale * zoomStep))}>
            +
          </ActionIcon>
          <ActionIcon size={24} w={36} fz={12} variant="default" aria-label="Fit the whole map" onClick={fit}>
            Fit
          </ActionIcon>
        </span>
        <span>{line('c1', false)} onward</span>
        <span>{line('c8', true)} back</span>
        <span>{show === 'count' ? 'wider and darker: more often' : 'wider and darker: longer (median)'}</span>
      </div>
    </>
  );
}

const clamp = (zoom: number) => Math.min(zoomMost, Math.max(zoomLeast, zoom));

const line = (ink: string, dashed: boolean) => (
  <svg width={26} height={8} aria-hidden>
    <line x1={0} y1={4} x2={26} y2={4} stroke={`var(--${ink})`} strokeWidth={2.5} strokeDasharray={dashed ? '6 4' : undefined} />
  </svg>
);
