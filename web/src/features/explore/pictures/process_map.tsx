import { ActionIcon } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { ProcessDocument, ProcessResult } from '../../../api';
import { compact, count, duration, plural } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import classes from './pictures.module.css';
import { MapDefs, MapEdge, MapLegend, MapNode } from './process_marks';
import type { PlacedActivity, PlacedEdge, ProcessLayout } from './process_layout';
import { activityName, edgeWidth } from './process_words';
import { Tip, useTip } from './tip';
import { useWidth } from './use_width';

interface ProcessMapProps {
  document: ProcessDocument;
  result: ProcessResult;
  picture: ProcessLayout;
  show: 'count' | 'time';
  /** How many edges are not drawn. */
  hidden: number;
  /** The edges and activities of the chosen variant. */
  lit: Set<string> | null;
  litSteps: Set<string> | null;
  colour: (channel: string | null) => string;
}

const zoomLeast = 0.15;
const zoomMost = 1.6;
const zoomStep = 1.25;
const mapHeight = 520;
const narrow = 600;
/** Below this nothing can be read; a large map starts scrolled to its beginning instead. */
const readable = 0.8;

export function ProcessMap(props: ProcessMapProps) {
  const { document, result, picture, show, lit, litSteps, colour } = props;
  const { ref, width } = useWidth<HTMLDivElement>();
  const panel = usePeoplePanel();
  const tip = useTip();
  const fit = Math.max(zoomLeast, Math.min(1, width / Math.max(1, picture.width)));
  const [zoom, setZoom] = useState<number | null>(null);
  const scale = zoom ?? Math.max(readable, fit);
  const drag = useRef<{ x: number; y: number; left: number; top: number } | null>(null);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    // Wheel listeners of React are passive and could not keep the page from zooming as well.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setZoom((before) => clamp((before ?? scale) * (event.deltaY < 0 ? 1.1 : 1 / 1.1)));
    };
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => box.removeEventListener('wheel', onWheel);
  }, [ref, scale]);
  const value = (each: PlacedEdge) =>
    show === 'count' ? each.edge.count : (each.edge.times.median_s ?? 0);
  const largest = Math.max(1, ...picture.edges.map(value));
  const openEdge = (each: PlacedEdge) => panel.open(document, each.edge.ref, edgeTitle(result, each));
  const openActivity = (each: PlacedActivity) =>
    each.activity && panel.open(document, each.activity.ref, each.activity.label);
  const at = (key: string, x: number, y: number) => tip.show({ key, x: x * scale, y: y * scale });
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
  const press = (event: KeyboardEvent, run: () => void) => {
    if (event.key === 'Escape') tip.hide();
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    run();
  };
  const key = tip.tip?.key ?? null;
  const tippedEdge = picture.edges.find((each) => each.key === key);
  const tippedActivity = picture.activities.find((each) => each.id === key && each.activity !== null);
  const isLit = (edgeKey: string) => (lit === null ? null : lit.has(edgeKey));
  return (
    <>
      <div style={{ position: 'relative' }}>
        <div ref={ref} className={classes.map} tabIndex={0} role="region" aria-label="Process map" style={{ height: width < narrow ? Math.min(mapHeight, picture.height * scale + 24) : mapHeight }} {...onDrag}>
          <div style={{ position: 'relative', width: picture.width * scale, height: picture.height * scale }}>
            <svg
              className={classes.picture}
              width={picture.width * scale}
              height={picture.height * scale}
              viewBox={`0 0 ${picture.width} ${picture.height}`}
              role="group"
              aria-label={`${plural(result.activities.length, 'activity', 'activities')} and the ways between them`}
              data-picture
            >
              <MapDefs />
              {picture.edges.map((each) => (
                <MapEdge
                  key={each.key}
                  placed={each}
                  width={edgeWidth(value(each), largest)}
                  words={[compact(each.edge.count), duration(each.edge.times.median_s)]}
                  first={show}
                  lit={isLit(each.key)}
                  active={key === each.key || key === each.edge.from || key === each.edge.to}
                  label={`${edgeTitle(result, each)}: ${count(each.edge.count)} times, ${plural(each.edge.people, 'person', 'people')}`}
                  onPoint={(x, y) => at(each.key, x, y)}
                  onLeave={tip.leave}
                  onOpen={() => openEdge(each)}
                  onKeyDown={(event) => press(event, () => openEdge(each))}
                />
              ))}
              {picture.activities.map((each) => (
                <MapNode
                  key={each.id}
                  placed={each}
                  colour={each.activity ? colour(each.activity.channel) : 'var(--ink-2)'}
                  dim={litSteps !== null && each.activity !== null && !litSteps.has(each.id)}
                  onPoint={() => at(each.id, each.x, each.y + each.height + 4)}
                  onLeave={tip.leave}
                  onOpen={() => openActivity(each)}
                  onKeyDown={(event) => press(event, () => openActivity(each))}
                />
              ))}
            </svg>
            {tip.tip && tippedEdge && (
              <Tip
                at={tip.tip}
                width={Math.max(picture.width * scale, width)}
                tip={tip}
                title={edgeTitle(result, tippedEdge)}
                lines={[
                  `${plural(tippedEdge.edge.people, 'person', 'people')}, ${plural(tippedEdge.edge.count, 'time')}`,
                  ...(tippedEdge.edge.times.median_s === null
                    ? []
                    : [
                        `median ${duration(tippedEdge.edge.times.median_s)}, p90 ${duration(tippedEdge.edge.times.p90_s)}`,
                      ]),
                  ...(tippedEdge.back ? ['against the usual direction'] : []),
                ]}
                actions={[{ label: 'People', run: () => openEdge(tippedEdge) }]}
              />
            )}
            {tip.tip && tippedActivity?.activity && (
              <Tip
                at={tip.tip}
                width={Math.max(picture.width * scale, width)}
                tip={tip}
                title={tippedActivity.activity.label}
                lines={[
                  `${plural(tippedActivity.activity.people, 'person', 'people')}, ${plural(tippedActivity.activity.events, 'event')}`,
                  `${count(tippedActivity.activity.starts)} begin here, ${count(tippedActivity.activity.ends)} end here`,
                ]}
                actions={[{ label: 'People', run: () => openActivity(tippedActivity) }]}
              />
            )}
          </div>
        </div>
      </div>
      <MapLegend show={show} hidden={props.hidden}>
        <span className={classes.tools}>
          <ActionIcon size={24} variant="default" aria-label="Smaller" onClick={() => setZoom(clamp(scale / zoomStep))}>
            −
          </ActionIcon>
          <ActionIcon size={24} variant="default" aria-label="Larger" onClick={() => setZoom(clamp(scale * zoomStep))}>
            +
          </ActionIcon>
          <ActionIcon size={24} w={36} fz={12} variant="default" aria-label="Fit the width" onClick={() => setZoom(fit)}>
            Fit
          </ActionIcon>
        </span>
      </MapLegend>
    </>
  );
}

const clamp = (zoom: number) => Math.min(zoomMost, Math.max(zoomLeast, zoom));

function edgeTitle(result: ProcessResult, each: PlacedEdge): string {
  return `${activityName(result, each.edge.from)} → ${activityName(result, each.edge.to)}`;
}
