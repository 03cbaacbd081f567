import type { ProcessResult } from '../../../api';
import { edgeKey, pathEdges, type Choice } from './process_choice';
import { dock, type Box, type Point } from './process_docks';
import { loopRoom, placeLabels } from './process_labels';
import { isLoop, layersOf } from './process_order';
import { placeRows, straighten } from './process_places';
import { orderRows, type Item, type Link } from './process_rows';
import { wrapped } from './text_fit';

export type Activity = ProcessResult['activities'][number];
export type Edge = ProcessResult['edges'][number];

export interface PlacedActivity extends Box {
  id: string;
  activity: Activity | null;
  /** Its name in lines that fit. */
  lines: string[];
  layer: number;
  main: boolean;
}

export interface PlacedEdge {
  edge: Edge;
  key: string;
  /** Where it leaves, the lanes it goes through from row to row, where it arrives. */
  points: Point[];
  label: Point | null;
  /** Against the journey's usual direction. */
  back: boolean;
  main: boolean;
}

export interface ProcessLayout {
  activities: PlacedActivity[];
  edges: PlacedEdge[];
  width: number;
  height: number;
  /** Where the main path runs from top to bottom. */
  mainX: number;
}

export const nodeWidth = 178;
export const nodeText = { size: 12.5, left: 14, right: 10, line: 16 };
const endSize = { width: 84, height: 26 };
const nodeHeight = 46;
const laneRoom = 5;
/** An edge through several layers is as wide as its label in one of them. */
const labelRoom = 20;
const rowGap = 42;
/** Rows stand further apart where many lines run between them, or far to the side. */
const rowGapMost = 90;
const margin = 14;
/** So many edges are led around everything else; of a thicket the rest runs straight. */
const routedMost = 110;
/** So many edges have a label of their own; the others say theirs when pointed at. */
const labelledMost = 70;

/**
 * Top to bottom in layers, because names are wide and low: so a screen shows twice as many steps as
 * from left to right. The main path is one straight line in the middle.
 */
export function layoutProcess(shown: Pick<Choice, 'activities' | 'edges' | 'order' | 'main'>): ProcessLayout {
  const { order, main } = shown;
  const edges = [...shown.edges].sort((a, b) => b.count - a.count || (edgeKey(a) < edgeKey(b) ? -1 : 1));
  const layers = layersOf(order, edges, main);
  const mainEdges = new Set(pathEdges(main));
  const loops = new Set(edges.filter(isLoop).map(({ from }) => from));
  const routed = new Set(edges.filter((edge) => !isLoop(edge)).slice(0, routedMost).map(edgeKey));
  const labelled = new Set(edges.slice(0, labelledMost).map(edgeKey));
  for (const key of mainEdges) routed.add(key);

  const items = new Map<string, Item>();
  const lines = new Map<string, string[]>();
  const activities = new Map(shown.activities.map((activity) => [activity.id, activity]));
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  for (const id of ['start', ...order, 'end']) {
    const activity = activities.get(id);
    if (!activity && !used.has(id)) continue;
    const half = (activity ? nodeWidth : endSize.width) / 2;
    const right = half + (loops.has(id) ? loopRoom : 0);
    items.set(id, { id, layer: layers.get(id) ?? 0, left: half, right, passing: false, main: main.includes(id) });
    lines.set(id, activity ? wrapped(activity.label, nodeWidth - nodeText.left - nodeText.right, nodeText.size) : []);
  }
  const strongest = Math.max(1, ...edges.map(({ count }) => count));
  const links: Link[] = [];
  const lanes = new Map<string, Item[]>();
  for (const edge of edges.filter((each) => routed.has(edgeKey(each)))) {
    const key = edgeKey(edge);
    const isMain = mainEdges.has(key);
    let [from, to] = [items.get(edge.from) as Item, items.get(edge.to) as Item];
    if (from.layer > to.layer) [from, to] = [to, from];
    const middle = Math.floor((from.layer + to.layer) / 2);
    const way = [from];
    for (let layer = from.layer + 1; layer < to.layer; layer += 1) {
      const room = labelled.has(key) && layer === middle ? labelRoom : laneRoom;
      way.push({ id: `${key} ${layer}`, layer, left: room, right: room, passing: true, main: isMain });
    }
    way.push(to);
    for (const item of way.slice(1, -1)) items.set(item.id, item);
    const weight = 1 + (8 * edge.count) / strongest;
    way.slice(1).forEach((item, index) => links.push({ from: way[index] as Item, to: item, weight }));
    lanes.set(key, way.slice(1, -1));
  }

  const rows = orderRows([...items.values()], links);
  const x = placeRows(rows, links);
  straighten(rows, [...lanes].filter(([key]) => !mainEdges.has(key)).map(([, chain]) => chain), x);
  const heightOf = (item: Item) => (item.passing ? 0 : activities.has(item.id) ? nodeHeight + ((lines.get(item.id)?.length ?? 1) - 1) * nodeText.line : endSize.height);
  const tops: number[] = [];
  const heights: number[] = [];
  let y = margin;
  rows.forEach((row, layer) => {
    const here = links.filter(({ from }) => from.layer === layer);
    const widest = Math.max(0, ...here.map(({ from, to }) => Math.abs((x.get(from) ?? 0) - (x.get(to) ?? 0))));
    tops[layer] = y;
    heights[layer] = Math.max(endSize.height, ...row.map(heightOf));
    y += heights[layer] + Math.min(rowGapMost, rowGap + 1.2 * here.length + 0.03 * widest);
  });
  const all = [...items.values()];
  const leftmost = Math.min(...all.map((item) => (x.get(item) ?? 0) - item.left));
  const rightmost = Math.max(...all.map((item) => (x.get(item) ?? 0) + item.right));
  const across = (item: Item) => (x.get(item) ?? 0) - leftmost + margin;

  const placed: PlacedActivity[] = all
    .filter((item) => !item.passing)
    .map((item) => {
      const [width, height] = [2 * (activities.has(item.id) ? nodeWidth / 2 : item.left), heightOf(item)];
      const top = (tops[item.layer] as number) + ((heights[item.layer] as number) - height) / 2;
      return {
        id: item.id, activity: activities.get(item.id) ?? null, lines: lines.get(item.id) ?? [], layer: item.layer, main: item.main,
        x: across(item) - width / 2, y: top, width, height,
      };
    });
  const lane = (item: Item): Point[] => {
    const top = tops[item.layer] as number;
    return [{ x: across(item), y: top }, { x: across(item), y: top + (heights[item.layer] as number) }];
  };
  const placedEdges: PlacedEdge[] = edges.map((edge) => {
    const key = edgeKey(edge);
    const back = (layers.get(edge.from) ?? 0) >= (layers.get(edge.to) ?? 0);
    const through = (lanes.get(key) ?? []).flatMap(lane);
    return { edge, key, points: back ? through.reverse() : through, label: null, back, main: mainEdges.has(key) };
  });
  dock(placed, placedEdges);
  placeLabels(placed, placedEdges, labelled);
  return {
    activities: placed,
    edges: placedEdges,
    width: rightmost - leftmost + 2 * margin,
    height: Math.max(0, ...placed.map((each) => each.y + each.height)) + margin,
    mainX: margin - leftmost,
  };
}
