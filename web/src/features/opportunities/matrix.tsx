import { useElementSize } from '@mantine/hooks';
import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Opportunity, OpportunityDraft } from '../../api';
import { compact, decimal, plural } from '../../design';
import { CategoryShape } from './category_mark';
import { along, at, labels, movedTo, neighbour, nudged, scalesOf, spread, valuesOf, type Plotted, type Scale } from './matrix_places';
import type { Axes } from './opportunity_search';
import { categoryWords, impactWords } from './words';
import classes from './matrix.module.css';

interface MatrixProps {
  rows: readonly Opportunity[];
  ranks: ReadonlyMap<string, number>;
  axes: Axes;
  open: string | undefined;
  mayWrite: boolean;
  onOpen: (id: string) => void;
  onMove: (one: Opportunity, change: Partial<OpportunityDraft>) => void;
}

const edge = { left: 52, right: 14, top: 14, bottom: 44 };
const radius = 10;
const apart = 25;
const drawnMax = 200;
/** A press that goes no further than this opens, it does not move. */
const clickPx = 4;

const corners: Record<Axes, [string, string, string, string]> = {
  value: ['Quick wins', 'Big bets', 'Fill-ins', 'Think twice'],
  impact: ['Quick wins', 'Big bets', 'Fill-ins', 'Think twice'],
  ulwick: ['Overserved', 'Well served', 'Leave alone', 'Underserved'],
};
const names: Record<Axes, { x: string; y: string }> = {
  value: { x: 'Effort, weeks of one person', y: 'Value: people a month × impact × confidence' },
  impact: { x: 'Effort, weeks of one person', y: 'Impact on each' },
  ulwick: { x: 'Importance', y: 'Satisfaction' },
};

/** Opportunities on two axes. They are dragged, or moved by Alt and the arrows; the arrows alone go from one to the next. */
export function Matrix({ rows, ranks, axes, open, mayWrite, onOpen, onMove }: MatrixProps) {
  const { ref, width: measured } = useElementSize();
  const width = Math.max(280, measured || 560);
  const height = Math.round(Math.min(440, Math.max(300, width * 0.72)));
  const inner = { width: width - edge.left - edge.right, height: height - edge.top - edge.bottom };
  const shown = useMemo(() => rows.filter((one) => valuesOf(one, axes) !== null).slice(0, drawnMax), [rows, axes]);
  const scales = useMemo(() => scalesOf(shown, axes), [shown, axes]);
  const exact = useMemo(
    () =>
      shown.map((one): Plotted => {
        const { x, y } = valuesOf(one, axes) as { x: number; y: number };
        return { id: one.id, x: along(scales.x, x) * inner.width, y: (1 - along(scales.y, y)) * inner.height };
      }),
    [shown, scales, axes, inner.width, inner.height],
  );
  const placed = useMemo(() => spread(exact, apart, inner.width, inner.height), [exact, inner.width, inner.height]);
  const known = useMemo(() => new Map(shown.map((one) => [one.id, one])), [shown]);
  const titles = useMemo(() => labels(placed, (id) => Math.min(150, shortOf(known.get(id)?.title ?? '').length * 6.3), radius + 2, inner.width), [placed, known, inner.width]);
  const [drag, setDrag] = useState<{ id: string; x: number; y: number; moved: boolean } | null>(null);
  const start = useRef<{ x: number; y: number; from: Plotted } | null>(null);
  const [focus, setFocus] = useState<string | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const tabStop = focus !== null && known.has(focus) ? focus : (placed[0]?.id ?? null);

  const focusOn = (id: string | null) => {
    if (id === null) return;
    setFocus(id);
    svg.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, one: Opportunity) => {
    const arrow = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(one.id);
    } else if (arrow) {
      event.preventDefault();
      const [right, down] = arrow as [number, number];
      if (!event.altKey) focusOn(neighbour(placed, one.id, right, down));
      else if (mayWrite) {
        const change = nudged(one, axes, right, -down);
        if (change) onMove(one, change);
      }
    } else if (event.key === 'Escape' && drag) {
      setDrag(null);
      start.current = null;
    }
  };
  const onPointerDown = (event: PointerEvent<SVGGElement>, point: Plotted) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, y: event.clientY, from: exact.find(({ id }) => id === point.id) ?? point };
    setDrag({ ...point, moved: false });
  };
  const onPointerMove = (event: PointerEvent, id: string) => {
    if (!start.current || drag?.id !== id) return;
    const [dx, dy] = [event.clientX - start.current.x, event.clientY - start.current.y];
    if (!mayWrite || (!drag.moved && Math.hypot(dx, dy) < clickPx)) return;
    setDrag({ id, moved: true, x: clamp(start.current.from.x + dx, inner.width), y: clamp(start.current.from.y + dy, inner.height) });
  };
  const onPointerUp = (one: Opportunity) => {
    const done = drag;
    setDrag(null);
    start.current = null;
    if (!done || done.id !== one.id) return;
    if (!done.moved) return onOpen(one.id);
    const change = movedTo(one, axes, valuesAt(scales, done, inner));
    if (change) onMove(one, change);
  };
  const dragged = drag?.moved ? known.get(drag.id) : undefined;
  const said = dragged && drag ? dragWords(dragged, axes, movedTo(dragged, axes, valuesAt(scales, drag, inner))) : null;
  const missing = rows.length - rows.filter((one) => valuesOf(one, axes) !== null).length;
  return (
    <div ref={ref} className={classes.matrix}>
      <svg ref={svg} width={width} height={height} role="group" aria-label={`${names[axes].y} against ${names[axes].x}`}>
        <g transform={`translate(${edge.left} ${edge.top})`}>
          <rect width={inner.width} height={inner.height} className={classes.ground} />
          <Grid scales={scales} axes={axes} width={inner.width} height={inner.height} />
          {placed.map((point, n) => {
            const from = exact[n] as Plotted;
            const far = Math.hypot(from.x - point.x, from.y - point.y) > 3;
            return far && drag?.id !== point.id ? <line key={point.id} x1={from.x} y1={from.y} x2={point.x} y2={point.y} className={classes.leader} /> : null;
          })}
          {titles.map(({ id, x, y, side }) => (
            <text key={id} x={x} y={y} dy="0.34em" textAnchor={side === 'right' ? 'start' : 'end'} className={classes.label} aria-hidden>
              {shortOf(known.get(id)?.title ?? '')}
            </text>
          ))}
          {placed.map((point) => {
            const one = known.get(point.id) as Opportunity;
            const held = drag?.id === point.id && drag.moved;
            const place = held ? drag : point;
            return (
              <g
                key={point.id} data-id={point.id} role="button" tabIndex={tabStop === point.id ? 0 : -1} aria-label={nameOf(one, axes, ranks.get(point.id))} aria-pressed={open === point.id}
                transform={`translate(${place.x} ${place.y})`} className={classes.point} data-open={open === point.id || undefined} data-held={held || undefined} data-may={mayWrite || undefined}
                onFocus={() => setFocus(point.id)} onKeyDown={(event) => onKeyDown(event, one)} onPointerDown={(event) => onPointerDown(event, point)}
                onPointerMove={(event) => onPointerMove(event, point.id)} onPointerUp={() => onPointerUp(one)} onPointerCancel={() => setDrag(null)}
              >
                <title>{one.title}</title>
                <circle r={radius + 5} className={classes.halo} />
                <CategoryShape category={one.category} radius={radius} />
                <text dy="0.34em" textAnchor="middle" className={classes.rank} data-ring={one.category === 'none' || undefined} aria-hidden>
                  {ranks.get(point.id) ?? '–'}
                </text>
              </g>
            );
          })}
        </g>
      </svg>
      <p className={classes.note} aria-live="polite">
        {said ?? [rows.length - missing > drawnMax ? `The first ${drawnMax} are drawn.` : '', missing > 0 ? `${plural(missing, 'opportunity', 'opportunities')} not drawn: ${axes === 'ulwick' ? 'importance or satisfaction' : 'a number'} is missing.` : ''].filter(Boolean).join(' ')}
      </p>
    </div>
  );
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
const shortOf = (title: string) => (title.length > 24 ? `${title.slice(0, 23).trimEnd()}…` : title);

function valuesAt(scales: { x: Scale; y: Scale }, { x, y }: { x: number; y: number }, inner: { width: number; height: number }) {
  return { x: at(scales.x, x / inner.width), y: at(scales.y, 1 - y / inner.height) };
}

function nameOf(one: Opportunity, axes: Axes, rank: number | undefined): string {
  const { x, y } = valuesOf(one, axes) as { x: number; y: number };
  const said = axes === 'ulwick' ? `importance ${decimal(x)}, satisfaction ${decimal(y)}` : `effort ${weeks(x)}, ${axes === 'impact' ? `impact ${(impactWords[y] ?? '').toLowerCase()}` : `value ${compact(y)}`}`;
  return `${rank === undefined ? '' : `${rank}. `}${one.title}: ${said}, ${categoryWords[one.category].toLowerCase()}`;
}

const weeks = (value: number) => `${decimal(value, 2)} ${value === 1 ? 'week' : 'weeks'}`;

function dragWords(one: Opportunity, axes: Axes, change: Partial<OpportunityDraft> | null): string {
  const next = { ...one, ...change };
  if (axes === 'ulwick') return `${one.title}: importance ${decimal(next.importance.value ?? 0)}, satisfaction ${decimal(next.satisfaction.value ?? 0)}`;
  return `${one.title}: effort ${weeks(next.effort.value ?? 0)}, impact ${(impactWords[next.impact.value ?? 1] ?? '').toLowerCase()}`;
}

function Grid({ scales: { x, y }, axes, width, height }: { scales: { x: Scale; y: Scale }; axes: Axes; width: number; height: number }) {
  const words = corners[axes];
  const yTick = (tick: number) => (axes === 'impact' ? (impactWords[tick] ?? '') : compact(tick));
  return (
    <g aria-hidden>
      {x.ticks.map((tick) => (
        <g key={tick} transform={`translate(${along(x, tick) * width} 0)`}>
          <line y2={height} className={classes.grid} />
          <text y={height + 15} textAnchor="middle" className={classes.tick}>{decimal(tick, 2)}</text>
        </g>
      ))}
      {y.ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${(1 - along(y, tick)) * height})`}>
          <line x2={width} className={classes.grid} />
          <text x={-7} dy="0.34em" textAnchor="end" className={classes.tick}>{yTick(tick)}</text>
        </g>
      ))}
      {axes === 'ulwick' ? (
        <UlwickLines width={width} height={height} />
      ) : (
        <>
          <line x1={width / 2} x2={width / 2} y2={height} className={classes.half} />
          <line y1={height / 2} y2={height / 2} x2={width} className={classes.half} />
        </>
      )}
      <text x={8} y={16} className={classes.corner}>{words[0]}</text>
      <text x={width - 8} y={16} textAnchor="end" className={classes.corner}>{words[1]}</text>
      <text x={8} y={height - 8} className={classes.corner}>{words[2]}</text>
      <text x={width - 8} y={height - 8} textAnchor="end" className={classes.corner} data-hot={axes === 'ulwick' || undefined}>{words[3]}</text>
      <text x={width / 2} y={height + 34} textAnchor="middle" className={classes.axis}>{names[axes].x}</text>
      <text transform={`translate(-40 ${height / 2}) rotate(-90)`} textAnchor="middle" className={classes.axis}>{names[axes].y}</text>
    </g>
  );
}

/** Where importance and satisfaction balance, and from where on a need counts as underserved: scores of 10 and 15. */
function UlwickLines({ width, height }: { width: number; height: number }) {
  const place = (importance: number, satisfaction: number) => `${(importance / 10) * width},${(1 - satisfaction / 10) * height}`;
  return (
    <>
      <polygon points={[place(5, 0), place(10, 10), place(10, 0)].join(' ')} className={classes.under} />
      <polygon points={[place(7.5, 0), place(10, 5), place(10, 0)].join(' ')} className={classes.bad} />
      <polyline points={[place(0, 0), place(10, 10)].join(' ')} className={classes.diagonal} />
      <text x={width * 0.8} y={height * 0.16} textAnchor="end" className={classes.tick}>as satisfied as it matters</text>
    </>
  );
}
