import type { KeyboardEvent, ReactNode } from 'react';
import { compact, plural } from '../../../design';
import classes from './pictures.module.css';
import { edgePath, isLoop, loopPath, type PlacedActivity, type PlacedEdge } from './process_layout';
import { fitted } from './text_fit';

interface Pointed {
  onLeave: () => void;
  onOpen: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

export function MapDefs() {
  return (
    <defs>
      {['c1', 'c8', 'accent'].map((ink) => (
        <marker key={ink} id={`arrow-${ink}`} viewBox="0 0 8 8" refX={7} refY={4} markerWidth={11} markerHeight={11} markerUnits="userSpaceOnUse" orient="auto">
          <path d="M0 0.5 8 4 0 7.5z" fill={`var(--${ink})`} />
        </marker>
      ))}
    </defs>
  );
}

interface MapEdgeProps extends Pointed {
  placed: PlacedEdge;
  width: number;
  /** Count and median time. */
  words: [string, string];
  first: 'count' | 'time';
  lit: boolean | null;
  active: boolean;
  label: string;
  onPoint: (x: number, y: number) => void;
}

export function MapEdge(props: MapEdgeProps) {
  const { placed, width, words, first, lit, active, label } = props;
  const ink = lit ? 'accent' : placed.back ? 'c8' : 'c1';
  const path = isLoop(placed.edge) ? loopPath(placed.points) : edgePath(placed.points);
  const middle = placed.label ?? placed.points[Math.floor(placed.points.length / 2)] ?? { x: 0, y: 0 };
  const point = () => props.onPoint(middle.x + 8, middle.y + 18);
  const isEnd = placed.edge.from === 'start' || placed.edge.to === 'end';
  const lines = first === 'count' ? words : [words[1], words[0]];
  return (
    <g
      className={classes.mark}
      role="button"
      tabIndex={0}
      aria-label={label}
      opacity={lit === false ? 0.15 : 1}
      onPointerEnter={point}
      onPointerLeave={props.onLeave}
      onFocus={point}
      onBlur={props.onLeave}
      onClick={props.onOpen}
      onKeyDown={props.onKeyDown}
    >
      <path d={path} fill="none" stroke="transparent" strokeWidth={Math.max(14, width + 6)} />
      <path
        d={path}
        fill="none"
        stroke={`var(--${ink})`}
        strokeWidth={lit ? Math.max(2.5, width) : width}
        strokeOpacity={active || lit ? 0.95 : 0.5}
        strokeDasharray={placed.back ? '6 4' : undefined}
        markerEnd={`url(#arrow-${ink})`}
      />
      {placed.label && (
        <g textAnchor="middle" pointerEvents="none" aria-hidden>
          <text className={`${classes.small} ${classes.over}`} x={placed.label.x} y={placed.label.y - 5}>
            {isEnd ? words[0] : lines[0]}
          </text>
          {!isEnd && (
            <text className={`${classes.small} ${classes.quiet} ${classes.over}`} x={placed.label.x} y={placed.label.y + 14}>
              {lines[1]}
            </text>
          )}
        </g>
      )}
    </g>
  );
}

interface MapNodeProps extends Pointed {
  placed: PlacedActivity;
  colour: string;
  dim: boolean;
  onPoint: () => void;
}

export function MapNode({ placed, colour, dim, onPoint, ...pointed }: MapNodeProps) {
  const { activity, x, y, width, height } = placed;
  if (!activity) {
    const name = placed.id === 'start' ? 'Start' : 'End';
    return (
      <g role="img" aria-label={name}>
        <circle cx={x + width / 2} cy={y + height / 2} r={9} fill={placed.id === 'start' ? colour : 'var(--surface)'} stroke={colour} strokeWidth={2.5} />
        <text className={`${classes.small} ${classes.quiet} ${classes.over}`} textAnchor="middle" x={x + width / 2} y={y + height / 2 + 24}>
          {name}
        </text>
      </g>
    );
  }
  return (
    <g
      className={classes.mark}
      role="button"
      tabIndex={0}
      aria-label={`${activity.label}: ${activity.events} events, ${activity.people} people`}
      opacity={dim ? 0.3 : 1}
      onPointerEnter={onPoint}
      onPointerLeave={pointed.onLeave}
      onFocus={onPoint}
      onBlur={pointed.onLeave}
      onClick={pointed.onOpen}
      onKeyDown={pointed.onKeyDown}
    >
      <rect x={x} y={y} width={width} height={height} rx={6} fill="var(--surface)" stroke="var(--line-2)" />
      <rect x={x} y={y} width={4} height={height} rx={2} fill={colour} />
      <text x={x + 13} y={y + 19} style={{ fontSize: 12 }}>
        {fitted(activity.label, width - 20, 12.5)}
      </text>
      <text className={`${classes.quiet} ${classes.small}`} x={x + 13} y={y + 35}>
        {compact(activity.events)} · {compact(activity.people)} people
      </text>
    </g>
  );
}

export function MapLegend({ show, hidden, children }: { show: 'count' | 'time'; hidden: number; children: ReactNode }) {
  const line = (ink: string, dashed: boolean) => (
    <svg width={26} height={8} aria-hidden>
      <line x1={0} y1={4} x2={26} y2={4} stroke={`var(--${ink})`} strokeWidth={2.5} strokeDasharray={dashed ? '6 4' : undefined} />
    </svg>
  );
  return (
    <div className={classes.legend} style={{ alignItems: 'center' }}>
      {children}
      <span>{line('c1', false)} onward</span>
      <span>{line('c8', true)} back</span>
      {hidden > 0 && <span>{plural(hidden, 'weaker edge')} hidden</span>}
      <span>{show === 'count' ? 'wider: more often' : 'wider: longer (median)'}</span>
    </div>
  );
}
