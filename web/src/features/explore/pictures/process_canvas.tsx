import { useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { ProcessDocument, ProcessResult } from '../../../api';
import { compact, count, duration, plural } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import { useRefine } from '../refine/refine_context';
import classes from './pictures.module.css';
import { nextMark } from './process_keys';
import type { PlacedActivity, PlacedEdge, ProcessLayout } from './process_layout';
import { MapEdge, MapEnd, MapLabel, MapNode, type MarkProps } from './process_marks';
import { activityTip, edgeTip } from './process_tips';
import { activityName, edgeStrength } from './process_words';
import { Tip, tipWidest, useTip } from './tip';

interface ProcessCanvasProps {
  document: ProcessDocument;
  result: ProcessResult;
  picture: ProcessLayout;
  scale: number;
  /** Free room right of the drawing. */
  beside: number;
  show: 'count' | 'time';
  /** The edges and activities of the chosen variant. */
  lit: Set<string> | null;
  colour: (channel: string | null) => string;
}

/** The drawing itself: what is pointed at stands out with what it is joined to, the rest stands back. */
export function ProcessCanvas({ document, result, picture, scale, beside, show, lit, colour }: ProcessCanvasProps) {
  const panel = usePeoplePanel();
  const refine = useRefine();
  const tip = useTip();
  const svg = useRef<SVGSVGElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const marks = [...picture.activities.filter(({ activity }) => activity).map(({ id }) => id), ...picture.edges.map(({ key }) => key)];
  const focusable = current !== null && marks.includes(current) ? current : marks[0];
  const value = (each: PlacedEdge) => (show === 'count' ? each.edge.count : (each.edge.times.median_s ?? 0));
  const words = ({ edge }: PlacedEdge) =>
    show === 'count' || edge.times.median_s === null ? compact(edge.count) : duration(edge.times.median_s);
  const largest = Math.max(0, ...picture.edges.map(value));
  const mostPeople = Math.max(1, ...picture.activities.map(({ activity }) => activity?.people ?? 0));
  const [width, height] = [picture.width * scale, picture.height * scale];

  const chosen = picture.edges.find(({ edge }) => edge.ref === refine.selected)?.key
    ?? picture.activities.find(({ activity }) => activity !== null && activity.ref === refine.selected)?.id
    ?? null;
  // What is selected stays in the light until something else is pointed at.
  const pointed = tip.tip?.key ?? chosen;
  const near = new Set(pointed === null ? [] : picture.edges.filter((each) => touches(each, pointed)).flatMap((each) => [each.key, each.edge.from, each.edge.to]));
  if (pointed !== null) near.add(pointed);
  const standing = (key: string) => (pointed !== null ? near.has(key) : lit === null ? null : lit.has(key));

  /** Beside the activity, on whichever side there is room. */
  const tipX = ({ x, width: own }: PlacedActivity) =>
    (x + own + 8) * scale + tipWidest > width + beside && x * scale > tipWidest ? x - 8 - tipWidest / scale : x + own + 8;
  const mark = (key: string, x: number, y: number, ref: string): MarkProps => {
    const open = (event: KeyboardEvent | MouseEvent) => {
      tip.hide();
      refine.open(ref, event);
    };
    const point = () => tip.show({ key, x: x * scale, y: y * scale });
    return {
      'data-mark': key,
      'aria-haspopup': 'menu',
      tabIndex: key === focusable ? 0 : -1,
      onPointerEnter: point,
      onPointerLeave: tip.leave,
      onFocus: () => {
        setCurrent(key);
        point();
      },
      onBlur: tip.leave,
      onClick: open,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Escape') tip.hide();
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          open(event);
        }
        const next = event.key.startsWith('Arrow') ? nextMark(picture, key, event.key) : null;
        if (next === null) return;
        event.preventDefault();
        svg.current?.querySelector<SVGElement>(`[data-mark="${CSS.escape(next)}"]`)?.focus();
      },
    };
  };
  const openEdge = (each: PlacedEdge) => panel.open(document, each.edge.ref, edgeTitle(result, each));
  const openActivity = ({ activity }: PlacedActivity) => activity && panel.open(document, activity.ref, activity.label);
  const tippedEdge = picture.edges.find((each) => each.key === pointed);
  const tippedActivity = picture.activities.find((each) => each.id === pointed && each.activity !== null);
  return (
    <div style={{ position: 'relative', width, height }}>
      <svg
        ref={svg}
        className={classes.picture}
        width={width}
        height={height}
        viewBox={`0 0 ${picture.width} ${picture.height}`}
        role="group"
        aria-label={`${plural(marks.length - picture.edges.length, 'activity', 'activities')} and the ways between them`}
        data-picture
      >
        {/* Strong edges are drawn over weak ones. */}
        {[...picture.edges].reverse().map((each) => {
          const middle = each.label ?? each.points[Math.floor(each.points.length / 2)] ?? { x: 0, y: 0 };
          return (
            <MapEdge
              key={each.key}
              placed={each}
              strength={edgeStrength(value(each), largest, show)}
              lit={standing(each.key)}
              label={`${edgeTitle(result, each)}: ${count(each.edge.count)} times, ${plural(each.edge.people, 'person', 'people')}`}
              mark={mark(each.key, middle.x + 26, middle.y + 10, each.edge.ref)}
            />
          );
        })}
        {picture.edges.map((each) => (
          <MapLabel key={each.key} placed={each} words={words(each)} lit={standing(each.key)} />
        ))}
        {picture.activities.map((each) =>
          each.activity ? (
            <MapNode
              key={each.id}
              placed={each}
              colour={colour(each.activity.channel)}
              strength={each.activity.people / mostPeople}
              aside={standing(each.id) === false}
              mark={mark(each.id, tipX(each), each.y - 4, each.activity.ref)}
            />
          ) : (
            <MapEnd key={each.id} placed={each} />
          ),
        )}
      </svg>
      {tip.tip && tippedEdge && (
        <Tip
          at={tip.tip}
          width={width + beside}
          tip={tip}
          title={edgeTitle(result, tippedEdge)}
          lines={edgeTip(tippedEdge)}
          actions={[{ label: 'People', run: () => openEdge(tippedEdge) }]}
        />
      )}
      {tip.tip && tippedActivity?.activity && (
        <Tip
          at={tip.tip}
          width={width + beside}
          tip={tip}
          title={tippedActivity.activity.label}
          lines={activityTip(tippedActivity.activity)}
          actions={[{ label: 'People', run: () => openActivity(tippedActivity) }]}
        />
      )}
    </div>
  );
}

const touches = ({ key, edge }: PlacedEdge, pointed: string) => key === pointed || edge.from === pointed || edge.to === pointed;

function edgeTitle(result: ProcessResult, { edge }: PlacedEdge): string {
  return `${activityName(result, edge.from)} → ${activityName(result, edge.to)}`;
}
