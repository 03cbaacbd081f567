import type { ProcessResult } from '../../../api';
import type { Activity, Edge } from './process_layout';
import { isLoop, mainPath, usualOrder } from './process_order';

/** So many activities can be read at first sight; the slider shows the rest. */
export const activitiesAtFirst = 16;
/** A log of so few activities is shown whole. */
const activitiesAlways = 12;
/** At first an activity of fewer of the cases than this is left out. */
const rareShare = 0.05;
/** At first so many edges an activity, loops apart. */
const edgesAtFirst = 1.6;
/** At first a loop is shown when it is at least this share of its activity's events. */
const loopShare = 0.1;
/** Beyond this a picture says nothing and takes seconds to lay out. */
export const edgesDrawnMost = 250;

export interface Wanted {
  /** Shares from 0 to 1 of what the log has; left out, as much as reads well. */
  activities?: number;
  edges?: number;
  /** Activities and edges that are shown in any case, such as those of a chosen variant. */
  activitiesToo?: ReadonlySet<string>;
  edgesToo?: ReadonlySet<string>;
}

export interface Choice {
  activities: Activity[];
  edges: Edge[];
  /** The usual order of the activities, and the main path through them with both ends. */
  order: string[];
  main: string[];
  /** How many edges there are between the shown activities. */
  edgesAmong: number;
}

export const edgeKey = (edge: { from: string; to: string }) => `${edge.from}→${edge.to}`;

/** The edges of a path. */
export const pathEdges = (way: string[]) => way.slice(1).map((to, index) => edgeKey({ from: way[index] as string, to }));

/** The edges one variant runs through, with both ends. */
export const variantEdges = (steps: string[]) => new Set(pathEdges(['start', ...steps, 'end']));

/**
 * What is drawn: the activities of most cases and, of the edges among them, those that are needed
 * for each to be reached from the start and to reach the end, then the strongest.
 */
export function chooseShown(result: Pick<ProcessResult, 'activities' | 'edges' | 'cases'>, wanted: Wanted = {}): Choice {
  const edges = [...result.edges].sort((a, b) => b.count - a.count || (edgeKey(a) < edgeKey(b) ? -1 : 1));
  const ids = connected(activitiesToShow(result, wanted), edges);
  const among = edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));
  const activities = result.activities.filter(({ id }) => ids.has(id));
  // Of all edges, so that nothing moves about when more or fewer are drawn.
  const { order, main } = usualWay(activities.map(({ id }) => id), among, result.cases);
  const loud = new Set([...(wanted.edgesToo ?? []), ...pathEdges(main)]);
  const kept = neededEdges(among, order);
  for (const edge of among) if (loud.has(edgeKey(edge))) kept.add(edge);
  const events = new Map(result.activities.map((activity) => [activity.id, activity.events]));
  const room = wanted.edges === undefined ? edgesAtFirst * ids.size : Math.max(0, Math.min(1, wanted.edges)) * among.length;
  if (wanted.edges === undefined) {
    for (const edge of among) {
      if (isLoop(edge) && edge.count >= loopShare * (events.get(edge.from) ?? 0)) kept.add(edge);
    }
    let straight = [...kept].filter((edge) => !isLoop(edge)).length;
    for (const edge of among) {
      if (straight >= room) break;
      if (kept.has(edge) || isLoop(edge)) continue;
      kept.add(edge);
      straight += 1;
    }
  } else {
    for (const edge of among) {
      if (kept.size >= Math.min(room, edgesDrawnMost)) break;
      kept.add(edge);
    }
  }
  return {
    activities,
    order,
    main,
    edges: among.filter((edge) => kept.has(edge)),
    edgesAmong: among.length,
  };
}

function activitiesToShow(result: Pick<ProcessResult, 'activities' | 'cases'>, wanted: Wanted): Set<string> {
  const ranked = [...result.activities].sort((a, b) => b.people - a.people || b.events - a.events);
  const total = ranked.length;
  const atFirst = () => {
    if (total <= activitiesAlways) return total;
    const common = ranked.filter(({ people }) => people >= rareShare * result.cases).length;
    return Math.min(activitiesAtFirst, Math.max(activitiesAlways / 2, common));
  };
  const share = wanted.activities;
  const most = share === undefined ? atFirst() : Math.max(1, Math.round(Math.min(1, share) * total));
  return new Set([...ranked.slice(0, most).map(({ id }) => id), ...(wanted.activitiesToo ?? [])]);
}

/**
 * The activities and both ends, and with them as few others as are needed for each to be reached
 * from the start and to reach the end. `edges` come strongest first.
 */
function connected(chosen: Set<string>, edges: Edge[]): Set<string> {
  const ids = new Set([...chosen, 'start', 'end']);
  for (const root of ['start', 'end'] as const) {
    for (;;) {
      const reached = new Set([root as string]);
      for (const edge of tree(edges.filter((each) => ids.has(each.from) && ids.has(each.to)), root)) {
        reached.add(edge.from).add(edge.to);
      }
      const missing = new Set([...ids].filter((id) => !reached.has(id) && id !== 'start' && id !== 'end'));
      const way = shortest(edges, reached, missing, root);
      if (way === null) break;
      for (const id of way) ids.add(id);
    }
  }
  return ids;
}

/** The way of fewest edges from one set of activities to another, backwards for the end. */
function shortest(edges: Edge[], from: Set<string>, to: Set<string>, root: 'start' | 'end'): string[] | null {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    const [near, far] = root === 'start' ? [edge.from, edge.to] : [edge.to, edge.from];
    next.set(near, [...(next.get(near) ?? []), far]);
  }
  const parent = new Map<string, string | null>([...from].map((id) => [id, null]));
  const queue = [...from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (to.has(at)) {
      const way: string[] = [];
      for (let id: string | null = at; id !== null; id = parent.get(id) ?? null) way.unshift(id);
      return way;
    }
    for (const far of next.get(at) ?? []) {
      const isEnd = far === 'start' || far === 'end';
      if (parent.has(far) || (isEnd && !to.has(far))) continue;
      parent.set(far, at);
      queue.push(far);
    }
  }
  return null;
}

/**
 * Of every activity the strongest edge that leads to it in the usual order and the strongest that
 * leads on, so that each is reached from the start and reaches the end; where there is none, those
 * of trees grown over the strongest edges whatever their direction.
 */
function neededEdges(edges: Edge[], order: string[]): Set<Edge> {
  const place = new Map(['start', ...order, 'end'].map((id, index) => [id, index]));
  const onward = edges.filter(({ from, to }) => (place.get(from) ?? 0) < (place.get(to) ?? 0));
  const into = new Map<string, Edge>();
  const out = new Map<string, Edge>();
  for (const edge of onward) {
    if (!into.has(edge.to)) into.set(edge.to, edge);
    if (!out.has(edge.from)) out.set(edge.from, edge);
  }
  const needed = new Set<Edge>();
  const isWhole = order.every((id) => into.has(id) && out.has(id));
  for (const id of order) for (const edge of [into.get(id), out.get(id)]) if (edge) needed.add(edge);
  if (isWhole) return needed;
  return new Set([...needed, ...tree(edges, 'start'), ...tree(edges, 'end')]);
}

/** The usual order and the main path; where the order has no way to the end, the shortest is put in order. */
function usualWay(ids: string[], edges: Edge[], cases: number): { order: string[]; main: string[] } {
  const order = usualOrder(ids, edges);
  const main = mainPath(order, edges, cases);
  if (main.length > 0) return { order, main };
  const way = shortest(edges, new Set(['start']), new Set(['end']), 'start');
  if (way === null) return { order, main };
  const along = new Set(way);
  const inWay = way.slice(1, -1).values();
  return { order: order.map((id) => (along.has(id) ? (inWay.next().value as string) : id)), main: way };
}

/** A tree grown from the start (or backwards from the end) over the strongest edges. */
function tree(edges: Edge[], root: 'start' | 'end'): Edge[] {
  const found: Edge[] = [];
  const reached = new Set<string>([root]);
  const other = root === 'start' ? 'end' : 'start';
  const [near, far] = root === 'start' ? (['from', 'to'] as const) : (['to', 'from'] as const);
  for (;;) {
    const next = edges.find((edge) => reached.has(edge[near]) && !reached.has(edge[far]) && edge[far] !== other);
    if (!next) return found;
    reached.add(next[far]);
    found.push(next);
  }
}
