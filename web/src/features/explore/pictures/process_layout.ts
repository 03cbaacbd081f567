import { graphlib, layout as dagre } from '@dagrejs/dagre';
import type { ProcessResult } from '../../../api';

export type Activity = ProcessResult['activities'][number];
export type Edge = ProcessResult['edges'][number];

interface Point {
  x: number;
  y: number;
}

export interface PlacedActivity {
  id: string;
  activity: Activity | null;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedEdge {
  edge: Edge;
  key: string;
  points: Point[];
  label: Point | null;
  /** Against the journey's usual direction. */
  back: boolean;
}

export interface ProcessLayout {
  activities: PlacedActivity[];
  edges: PlacedEdge[];
  width: number;
  height: number;
}

export const nodeSize = { width: 156, height: 46 };
export const endSize = { width: 30, height: 30 };
export const labelSize = { width: 72, height: 30 };
/** So many edges are led around everything else before the layout takes noticeably long. */
const routedMost = 60;
/** Room over an activity for the line of its repeats. */
const loopHeight = 22;
/** So many edges have room for a label of their own; the others say theirs when pointed at. */
export const labelledMost = 40;
/** Beyond this a picture says nothing and takes seconds to lay out. */
export const edgesDrawnMost = 250;

/** From so many edges on the map is drawn closer, with fewer labels. */
const crowded = 70;

export const edgeKey = (edge: { from: string; to: string }) => `${edge.from}→${edge.to}`;

/**
 * The journey's usual order of its activities: start first, then one after another the one that
 * most traffic leaves from rather than comes into (Eades, Lin and Smyth's greedy order, weighted).
 */
export function usualOrder(ids: string[], edges: Edge[]): string[] {
  const left = new Set(ids);
  const before: string[] = [];
  const after: string[] = [];
  const real = edges.filter((edge) => edge.from !== edge.to);
  const balance = (id: string) => {
    let [out, into] = [0, 0];
    for (const edge of real) {
      if (edge.from === id && left.has(edge.to)) out += edge.count;
      // What starts here has come from outside, and that is no reason to stand late.
      if (edge.to === id && left.has(edge.from)) into += edge.count;
      if (edge.to === id && edge.from === 'start') out += edge.count;
      if (edge.from === id && edge.to === 'end') into += edge.count;
    }
    return { out, into };
  };
  const take = (id: string, list: string[]) => {
    left.delete(id);
    list.push(id);
  };
  while (left.size > 0) {
    const scores = [...left].map((id) => ({ id, ...balance(id) }));
    const sink = scores.find((score) => score.out === 0);
    if (sink) {
      take(sink.id, after);
      continue;
    }
    const source = scores.find((score) => score.into === 0);
    const best = scores.reduce((a, b) => (b.out - b.into > a.out - a.into ? b : a));
    take((source ?? best).id, before);
  }
  return [...before, ...after.reverse()];
}

/** The edges that are drawn: the strongest, when there are too many to see. */
export function drawnEdges(edges: Edge[]): Edge[] {
  if (edges.length <= edgesDrawnMost) return edges;
  return [...edges].sort((a, b) => b.count - a.count).slice(0, edgesDrawnMost);
}

/**
 * The edges that are led around everything else: the strongest, and of every activity the strongest
 * way in and out. Leading all of a thicket would take seconds, and nobody could follow them.
 */
export function routedEdges(edges: Edge[]): Set<string> {
  const straight = [...edges].filter((edge) => !isLoop(edge)).sort((a, b) => b.count - a.count);
  const routed = new Set(straight.slice(0, routedMost).map(edgeKey));
  const seen = new Set<string>();
  for (const edge of straight) {
    if (!seen.has(`out ${edge.from}`) || !seen.has(`in ${edge.to}`)) routed.add(edgeKey(edge));
    seen.add(`out ${edge.from}`).add(`in ${edge.to}`);
  }
  return routed;
}

/** Left to right in layers; the layers follow the usual order, what runs against it bends back. */
export function layoutProcess(result: Pick<ProcessResult, 'activities' | 'edges'>): ProcessLayout {
  const edges = drawnEdges(result.edges);
  const place = new Map(
    usualOrder(result.activities.map(({ id }) => id), edges).map((id, index) => [id, index]),
  );
  place.set('start', -1);
  place.set('end', result.activities.length);
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: edges.length > crowded ? 26 : 46, edgesep: 12, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ['start', 'end']) {
    if (edges.some((edge) => edge.from === id || edge.to === id)) graph.setNode(id, { ...endSize });
  }
  const loops = new Set(edges.filter(isLoop).map((edge) => edge.from));
  for (const { id } of result.activities) {
    const above = loops.has(id) ? 2 * loopHeight : 0;
    graph.setNode(id, { width: nodeSize.width, height: nodeSize.height + above });
  }
  const labelled = new Set(
    [...edges].sort((a, b) => b.count - a.count).slice(0, edges.length > crowded ? labelledMost / 2 : labelledMost).map(edgeKey),
  );
  const strongest = Math.max(1, ...edges.map((edge) => edge.count));
  const isBack = (edge: Edge) => (place.get(edge.from) ?? 0) > (place.get(edge.to) ?? 0);
  const routed = routedEdges(edges);
  for (const edge of edges.filter((each) => routed.has(edgeKey(each)))) {
    const [from, to] = isBack(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    const room = labelled.has(edgeKey(edge)) ? { ...labelSize, labelpos: 'c' } : {};
    // Strong edges pull straight; so the main path reads as one line.
    graph.setEdge(from, to, { weight: 1 + Math.round((8 * edge.count) / strongest), ...room }, edgeKey(edge));
  }
  // The end stands last, even when most people stop early.
  if (graph.hasNode('end')) {
    for (const id of graph.sinks()) if (id !== 'end') graph.setEdge(id, 'end', { weight: 0 }, 'last');
  }
  dagre(graph as never);
  const box = graph.graph() as unknown as { width?: number; height?: number };
  const centre = (id: string): Point => {
    const { x, y } = graph.node(id) as unknown as Point;
    return { x, y };
  };
  const placed = {
    activities: graph.nodes().map((id) => {
      const { x, y, width, height } = graph.node(id) as unknown as PlacedActivity;
      const activity = result.activities.find((each) => each.id === id) ?? null;
      const high = activity ? nodeSize.height : height;
      return { id, activity, x: x - width / 2, y: y - high / 2, width, height: high };
    }),
    edges: edges.map((edge) => {
      if (isLoop(edge)) return placedLoop(edge, graph.node(edge.from) as never);
      const back = isBack(edge);
      const [from, to] = back ? [edge.to, edge.from] : [edge.from, edge.to];
      const key = edgeKey(edge);
      // The weak ones of a thicket run straight; `dock` gives them their ends.
      if (!routed.has(key)) return { edge, key, points: [centre(edge.from), centre(edge.to)], label: null, back };
      const found = graph.edge({ v: from, w: to, name: key } as never) as unknown as {
        points: Point[];
        x?: number;
        y?: number;
      };
      const points = (back ? [...found.points].reverse() : found.points).map((point) => ({ ...point }));
      const label = labelled.has(key) && found.x !== undefined ? { x: found.x, y: found.y ?? 0 } : null;
      return { edge, key, points, label, back };
    }),
    width: box.width ?? 0,
    height: box.height ?? 0,
  };
  dock(placed);
  return placed;
}

/** Share of an activity's side over which lines arrive and leave. */
const dockShare = 0.62;

/**
 * Lines leave an activity at its right side and arrive at its left (those that run back the other
 * way round), spread over the side in the order of where they come from, so that none cross there.
 */
function dock(layout: ProcessLayout): void {
  const boxes = new Map(layout.activities.map((each) => [each.id, each]));
  const sides = new Map<string, { end: Point; next: Point }[]>();
  const add = (id: string, side: 'left' | 'right', end: Point | undefined, next: Point | undefined) => {
    const box = boxes.get(id);
    if (!box || !end || !next) return;
    // Start and end are small circles in the middle of their place.
    end.x = side === 'left' ? box.x + (box.activity ? 0 : 5) : box.x + box.width - (box.activity ? 0 : 5);
    const key = `${id} ${side}`;
    sides.set(key, [...(sides.get(key) ?? []), { end, next }]);
  };
  for (const { edge, points, back } of layout.edges) {
    if (isLoop(edge)) continue;
    add(edge.from, back ? 'left' : 'right', points[0], points[1]);
    add(edge.to, back ? 'right' : 'left', points.at(-1), points.at(-2));
  }
  for (const [key, ends] of sides) {
    const box = boxes.get(key.slice(0, key.lastIndexOf(' '))) as PlacedActivity;
    const room = box.activity ? box.height * dockShare : 0;
    ends.sort((a, b) => a.next.y - b.next.y);
    ends.forEach(({ end }, index) => {
      const part = ends.length === 1 ? 0 : index / (ends.length - 1) - 0.5;
      end.y = box.y + box.height / 2 + part * room;
    });
  }
}

export const isLoop = (edge: Edge) => edge.from === edge.to;

/** Repeats of one activity bend over its top. */
function placedLoop(edge: Edge, centre: Point): PlacedEdge {
  const top = centre.y - nodeSize.height / 2;
  const [left, right] = [centre.x - 26, centre.x + 26];
  const high = top - loopHeight;
  return {
    edge,
    key: edgeKey(edge),
    points: [
      { x: right, y: top },
      { x: right + 6, y: high },
      { x: left - 6, y: high },
      { x: left, y: top },
    ],
    label: { x: centre.x, y: high + 1 },
    back: true,
  };
}

/** A line through the points of an edge that leaves and arrives level, as everything runs sideways. */
export function edgePath(points: Point[]): string {
  const f = (value: number) => value.toFixed(1);
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${f(first.x)} ${f(first.y)}`;
  let from = first;
  for (const to of rest) {
    const middle = (from.x + to.x) / 2;
    path += `C${f(middle)} ${f(from.y)} ${f(middle)} ${f(to.y)} ${f(to.x)} ${f(to.y)}`;
    from = to;
  }
  return path;
}

/** Repeats go up and over, so they have a line of their own. */
export function loopPath([right, high, left, end]: Point[]): string {
  if (!right || !high || !left || !end) return '';
  return `M${right.x} ${right.y}C${high.x} ${high.y - 4} ${left.x} ${left.y - 4} ${end.x} ${end.y}`;
}

/** The edges one variant runs through, with both ends. */
export function variantEdges(steps: string[]): Set<string> {
  const way = ['start', ...steps, 'end'];
  return new Set(way.slice(1).map((to, index) => edgeKey({ from: way[index] as string, to })));
}
