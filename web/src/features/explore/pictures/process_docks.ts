import { isLoop } from './process_order';
import { inOrder } from './process_places';

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Docking {
  edge: { from: string; to: string };
  points: Point[];
  back: boolean;
  main: boolean;
}

/** Share of an activity's side over which lines leave and arrive. */
const dockShare = 0.84;
/** Far enough for the labels of two edges side by side. */
const apartMost = 42;

/** Repeats bend out of the right side of their activity and back into it. */
export const loopBend = 26;
/** How far out the line of a repeat gets. */
export const loopReach = 0.75 * loopBend;

/**
 * Gives edges their ends: they leave an activity at its bottom and arrive at its top (those that run
 * back the other way round), in the order of where they come from, so that none cross there, and
 * as near as there is room to straight above where they go.
 */
export function dock(boxes: (Box & { id: string })[], edges: Docking[]): void {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const sides = new Map<string, { box: Box; ends: { end: Point; towards: number; main: boolean }[] }>();
  for (const { edge, points, back, main } of edges) {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (!from || !to) continue;
    if (isLoop(edge)) {
      points.push(...loopPoints(from));
      continue;
    }
    const [leave, arrive] = back ? ['top', 'bottom'] : ['bottom', 'top'];
    const add = (box: Box & { id: string }, side: string, next: Point | undefined, other: Box) => {
      const end = { x: 0, y: side === 'top' ? box.y : box.y + box.height };
      const key = `${box.id} ${side}`;
      const group = sides.get(key) ?? { box, ends: [] };
      group.ends.push({ end, towards: next?.x ?? other.x + other.width / 2, main });
      sides.set(key, group);
      return end;
    };
    const first = add(from, leave as string, points[0], to);
    const last = add(to, arrive as string, points.at(-1), from);
    points.unshift(first);
    points.push(last);
  }
  for (const { box, ends } of sides.values()) spread(box, ends);
}

function spread(box: Box, ends: { end: Point; towards: number; main: boolean }[]): void {
  ends.sort((a, b) => a.towards - b.towards);
  const middle = box.x + box.width / 2;
  const half = (box.width * dockShare) / 2;
  // An end of the main path stands in the middle, so the fuller side of it says how close they are.
  const main = ends.findIndex((end) => end.main);
  const steps = main < 0 ? (ends.length - 1) / 2 : Math.max(main, ends.length - 1 - main);
  const apart = steps > 0 ? Math.min(apartMost, half / steps) : 0;
  const wished = ends.map(({ towards }, index) => towards - index * apart);
  const weights = ends.map(({ main }) => (main ? 1e9 : 1));
  const low = middle - half;
  const high = middle + half - (ends.length - 1) * apart;
  inOrder(wished, weights).forEach((value, index) => {
    const end = ends[index] as (typeof ends)[number];
    end.end.x = end.main ? middle : Math.min(high, Math.max(low, value)) + index * apart;
  });
}

function loopPoints(box: Box): Point[] {
  const right = box.x + box.width;
  const middle = box.y + box.height / 2;
  return [
    { x: right, y: middle - 11 },
    { x: right + loopBend, y: middle - 13 },
    { x: right + loopBend, y: middle + 13 },
    { x: right, y: middle + 11 },
  ];
}

/** A line through the points of an edge that leaves and arrives upright, as everything runs down. */
export function edgePath(points: Point[], loop: boolean): string {
  const f = (value: number) => value.toFixed(1);
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${f(first.x)} ${f(first.y)}`;
  if (loop) return `${path}C${rest.map(({ x, y }) => `${f(x)} ${f(y)}`).join(' ')}`;
  let from = first;
  const last = rest.at(-1);
  for (const point of rest) {
    // The line ends inside its arrowhead, so that a thick one does not stick out at the tip.
    const to = point === last ? { x: point.x, y: point.y - Math.sign(point.y - from.y) * (arrow.length - 2) } : point;
    const middle = (from.y + to.y) / 2;
    path += from.x === to.x ? `L${f(to.x)} ${f(to.y)}` : `C${f(from.x)} ${f(middle)} ${f(to.x)} ${f(middle)} ${f(to.x)} ${f(to.y)}`;
    from = to;
  }
  return path;
}

const arrow = { length: 9, half: 4.5 };

/** The arrowhead at the end of an edge: upright, or for a repeat along the end of its bend. */
export function arrowPath(points: Point[], loop: boolean): string {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (!tip || !before) return '';
  const away = loop ? { x: before.x - tip.x, y: before.y - tip.y } : { x: 0, y: Math.sign(before.y - tip.y) };
  const length = Math.hypot(away.x, away.y) || 1;
  const [x, y] = [away.x / length, away.y / length];
  const side = (sign: number) =>
    `${(tip.x + x * arrow.length - sign * y * arrow.half).toFixed(1)} ${(tip.y + y * arrow.length + sign * x * arrow.half).toFixed(1)}`;
  return `M${tip.x.toFixed(1)} ${tip.y.toFixed(1)}L${side(1)}L${side(-1)}Z`;
}

/** The point of one piece of an edge at `t` from 0 to 1. */
export function alongPiece(from: Point, to: Point, t: number): Point {
  const rest = 1 - t;
  const early = rest * rest * rest + 3 * rest * rest * t;
  const middle = (from.y + to.y) / 2;
  return {
    x: early * from.x + (1 - early) * to.x,
    y: rest ** 3 * from.y + 3 * rest * t * middle + t ** 3 * to.y,
  };
}
