import type { KeyboardEvent, MouseEvent } from 'react';
import { compact, count, plural } from '../../../design';
import classes from './pictures.module.css';
import { arrowPath, edgePath } from './process_docks';
import { labelSize } from './process_labels';
import { nodeText, type PlacedActivity, type PlacedEdge } from './process_layout';
import { isLoop } from './process_order';
import { edgeWidth } from './process_words';

/** What every mark of the map answers to. */
export interface MarkProps {
  'data-mark': string;
  tabIndex: number;
  onPointerEnter: () => void;
  onPointerLeave: () => void;
  onFocus: () => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onClick: (event: MouseEvent) => void;
  'aria-haspopup': 'menu';
}

/** What stands back while something else is looked at. */
const aside = 0.15;
/** A figure of a label is about so wide. */
const letterRoom = 6.4;
const nodeAside = 0.4;
/** A repeat's bend is small; a thicker line would fill it. */
const loopWidthMost = 3.5;

interface MapEdgeProps {
  placed: PlacedEdge;
  /** From 0 (rare) to 1 (the strongest). */
  strength: number;
  /** Whether it stands out (true), stands back (false), or neither. */
  lit: boolean | null;
  label: string;
  mark: MarkProps;
}

export function MapEdge({ placed, strength, lit, label, mark }: MapEdgeProps) {
  const width = edgeWidth(strength);
  const loop = isLoop(placed.edge);
  const ink = lit ? 'accent' : placed.back ? 'c8' : 'c1';
  const path = edgePath(placed.points, loop);
  const drawn = loop ? Math.min(loopWidthMost, width) : width;
  return (
    <g className={classes.mark} role="button" aria-label={label} opacity={lit === false ? aside : 1} {...mark}>
      <path d={path} fill="none" stroke="transparent" strokeWidth={Math.max(14, width + 6)} />
      <path
        d={path}
        fill="none"
        stroke={`var(--${ink})`}
        strokeWidth={lit ? Math.max(2.5, drawn) : drawn}
        strokeOpacity={lit ? 1 : 0.35 + 0.55 * strength}
        strokeDasharray={placed.back && !loop ? '6 4' : undefined}
      />
      <path d={arrowPath(placed.points, loop)} fill={`var(--${ink})`} />
    </g>
  );
}

interface MapLabelProps {
  placed: PlacedEdge;
  words: string;
  lit: boolean | null;
}

/** The number on an edge, over all lines. */
export function MapLabel({ placed, words, lit }: MapLabelProps) {
  if (!placed.label) return null;
  const { x, y } = placed.label;
  const loop = isLoop(placed.edge);
  const { height } = labelSize;
  const width = letterRoom * words.length + 6;
  return (
    <g opacity={lit === false ? aside : 1} className={classes.mark} textAnchor={loop ? 'start' : 'middle'} pointerEvents="none" aria-hidden>
      {!loop && <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={4} fill="var(--surface)" fillOpacity={0.88} />}
      <text className={`${classes.small} ${placed.back ? classes.muted : ''}`} x={loop ? x - labelSize.width / 2 : x} y={y + 4}>
        {words}
      </text>
    </g>
  );
}

interface MapNodeProps {
  placed: PlacedActivity;
  colour: string;
  /** From 0 (few of the cases) to 1. */
  strength: number;
  aside: boolean;
  mark: MarkProps;
}

export function MapNode({ placed, colour, strength, aside: isAside, mark }: MapNodeProps) {
  const { activity, lines, x, y, width, height } = placed;
  if (!activity) return null;
  return (
    <g
      className={classes.mark}
      role="button"
      aria-label={`${activity.label}: ${count(activity.events)} events, ${count(activity.people)} people`}
      opacity={isAside ? nodeAside : 1}
      {...mark}
    >
      <rect x={x} y={y} width={width} height={height} rx={6} fill="var(--surface)" />
      <rect x={x} y={y} width={width} height={height} rx={6} fill={colour} fillOpacity={0.03 + 0.15 * strength} stroke={placed.main ? 'var(--ink-3)' : 'var(--line-2)'} />
      <rect x={x} y={y} width={4} height={height} rx={2} fill={colour} />
      {lines.map((line, index) => (
        <text key={index} x={x + nodeText.left} y={y + 19 + index * nodeText.line} fontSize={nodeText.size}>
          {line}
        </text>
      ))}
      <text className={`${classes.muted} ${classes.small}`} x={x + nodeText.left} y={y + height - 10}>
        {plural(activity.people, 'person', 'people').replace(/^\S+/, compact(activity.people))} · {compact(activity.events)}×
      </text>
    </g>
  );
}

/** Start and end: the one filled, the other with a double edge, so they differ without colour. */
export function MapEnd({ placed }: { placed: PlacedActivity }) {
  const { id, x, y, width, height } = placed;
  const isStart = id === 'start';
  const ring = { x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: (height - 6) / 2 };
  return (
    <g role="img" aria-label={isStart ? 'Start' : 'End'}>
      <rect x={x} y={y} width={width} height={height} rx={height / 2} fill={isStart ? 'var(--ink)' : 'var(--surface)'} stroke="var(--ink)" strokeWidth={1.5} />
      {!isStart && <rect {...ring} fill="none" stroke="var(--ink)" />}
      <text textAnchor="middle" x={x + width / 2} y={y + height / 2 + 4.5} style={{ fill: isStart ? 'var(--surface)' : 'var(--ink)' }}>
        {isStart ? 'Start' : 'End'}
      </text>
    </g>
  );
}
