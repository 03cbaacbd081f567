import type { Edge } from './process_layout';

/** Beyond this no gain is worth the wait; a few passes settle the orders of real processes. */
const passesMost = 12;
/** Activities that go together, such as the steps of an approval, move as a block up to this long. */
const blockMost = 6;
/** An edge speaks for a main path when more than this share of the cases takes it … */
const mainShare = 0.2;
/** … or, where the ways part from the first, more than this share of what the strongest carries. */
const mainShareOfStrongest = 0.25;

export const isLoop = (edge: { from: string; to: string }) => edge.from === edge.to;

/**
 * The journey's usual order of its activities, with as little traffic as possible running back. From
 * two first orders activities are moved, alone and in blocks, as long as that turns traffic forward.
 */
export function usualOrder(ids: string[], edges: Edge[]): string[] {
  const firsts = [reachedOrder(ids, edges), greedyOrder(ids, edges)].map((order) => settled(order, edges));
  const [reached, greedy] = firsts.map((order) => trafficBack(order, edges)) as [number, number];
  // Where both are as good, what comes from the start goes first.
  return (greedy < reached ? firsts[1] : firsts[0]) as string[];
}

function trafficBack(order: string[], edges: Edge[]): number {
  const place = new Map(order.map((id, index) => [id, index]));
  const isBack = ({ from, to }: Edge) => (place.get(from) ?? 0) > (place.get(to) ?? 0);
  return edges.filter((edge) => place.has(edge.from) && place.has(edge.to) && isBack(edge)).reduce((sum, { count }) => sum + count, 0);
}

/** As the activities are reached from the start over the strongest edges. */
function reachedOrder(ids: string[], edges: Edge[]): string[] {
  const sorted = [...edges].sort((a, b) => b.count - a.count);
  const left = new Set(ids);
  const reached = new Set(['start']);
  for (;;) {
    const next = sorted.find(({ from, to }) => reached.has(from) && left.has(to));
    if (!next) break;
    left.delete(next.to);
    reached.add(next.to);
  }
  return [...[...reached].slice(1), ...left];
}

/** As traffic leaves from them rather than comes into them (Eades, Lin and Smyth, weighted). */
function greedyOrder(ids: string[], edges: Edge[]): string[] {
  const left = new Set(ids);
  const before: string[] = [];
  const after: string[] = [];
  const real = edges.filter((edge) => !isLoop(edge));
  const balances = () => {
    const scores = new Map([...left].map((id) => [id, { id, out: 0, into: 0 }]));
    for (const { from, to, count } of real) {
      const [source, target] = [scores.get(from), scores.get(to)];
      if (source && (target || to === 'end')) source[target ? 'out' : 'into'] += count;
      // What starts here has come from outside, and that is no reason to stand late.
      if (target && (source || from === 'start')) target[source ? 'into' : 'out'] += count;
    }
    return [...scores.values()];
  };
  while (left.size > 0) {
    const scores = balances();
    const sink = scores.find((score) => score.out === 0);
    const source = scores.find((score) => score.into === 0);
    const best = scores.reduce((a, b) => (b.out - b.into > a.out - a.into ? b : a));
    const next = sink ?? source ?? best;
    left.delete(next.id);
    (sink ? after : before).push(next.id);
  }
  return [...before, ...after.reverse()];
}

/** Moves activities and blocks of them to where the least traffic runs back, until none gains. */
function settled(order: string[], edges: Edge[]): string[] {
  const index = new Map(order.map((id, at) => [id, at]));
  const size = order.length;
  const flow = new Float64Array(size * size);
  for (const { from, to, count } of edges) {
    const [a, b] = [index.get(from), index.get(to)];
    if (a !== undefined && b !== undefined && a !== b) flow[a * size + b] = (flow[a * size + b] as number) + count;
  }
  const way = order.map((_, at) => at);
  /** What is gained by passing `other` forward over a block, which then stands after it. */
  const gainOver = (block: number[], other: number) =>
    block.reduce((sum, each) => sum + (flow[other * size + each] as number) - (flow[each * size + other] as number), 0);
  const improve = (length: number): boolean => {
    let moved = false;
    for (let at = 0; at + length <= size; at += 1) {
      const block = way.slice(at, at + length);
      let best = { to: at, gain: 0 };
      let gain = 0;
      for (let to = at + length; to < size; to += 1) {
        gain += gainOver(block, way[to] as number);
        if (gain > best.gain) best = { to: to - length + 1, gain };
      }
      gain = 0;
      for (let to = at - 1; to >= 0; to -= 1) {
        gain -= gainOver(block, way[to] as number);
        if (gain > best.gain) best = { to, gain };
      }
      if (best.to === at) continue;
      way.splice(at, length);
      way.splice(best.to, 0, ...block);
      moved = true;
    }
    return moved;
  };
  for (let pass = 0; pass < passesMost; pass += 1) {
    let moved = false;
    for (let length = 1; length <= Math.min(blockMost, size - 1); length += 1) moved = improve(length) || moved;
    if (!moved) break;
  }
  return way.map((at) => order[at] as string);
}

/**
 * The main path from start to end: along the usual order, the one whose edges most people take, in
 * sum; people rather than passes, so that a few who come again and again do not lead it. Edges of
 * few count against a path, so it takes no thin detours.
 */
export function mainPath(order: string[], edges: Edge[], cases: number): string[] {
  const way = ['start', ...order, 'end'];
  const place = new Map(way.map((id, index) => [id, index]));
  const strongest = Math.max(0, ...edges.filter((edge) => !isLoop(edge)).map(({ people }) => people));
  const least = Math.min(mainShare * cases, mainShareOfStrongest * strongest);
  const best = new Map<string, { sum: number; from: string | null }>([['start', { sum: 0, from: null }]]);
  const incoming = new Map<string, Edge[]>();
  for (const edge of edges) incoming.set(edge.to, [...(incoming.get(edge.to) ?? []), edge]);
  for (const id of way.slice(1)) {
    for (const edge of incoming.get(id) ?? []) {
      const before = best.get(edge.from);
      if (!before || (place.get(edge.from) ?? 0) >= (place.get(id) ?? 0)) continue;
      const atEnds = edge.from === 'start' || edge.to === 'end';
      const sum = before.sum + edge.people - (atEnds ? 0 : least);
      if (sum > (best.get(id)?.sum ?? -Infinity)) best.set(id, { sum, from: edge.from });
    }
  }
  if (!best.has('end')) return [];
  const path: string[] = [];
  for (let at: string | null = 'end'; at !== null; at = best.get(at)?.from ?? null) path.unshift(at);
  return path;
}

/**
 * The layer of each activity, start first and end last. Every edge onward goes to a later layer;
 * what is not on the main path stands beside the neighbour it shares most traffic with.
 */
export function layersOf(order: string[], edges: Edge[], main: string[]): Map<string, number> {
  const way = ['start', ...order, 'end'];
  const place = new Map(way.map((id, index) => [id, index]));
  const into = new Map<string, { other: string; count: number }[]>();
  const out = new Map<string, { other: string; count: number }[]>();
  for (const { from, to, count } of edges) {
    if (from === to) continue;
    // An edge back also runs between two layers, never within one.
    const [early, late] = (place.get(from) ?? 0) < (place.get(to) ?? 0) ? [from, to] : [to, from];
    into.set(late, [...(into.get(late) ?? []), { other: early, count }]);
    out.set(early, [...(out.get(early) ?? []), { other: late, count }]);
  }
  const layer = new Map<string, number>();
  const at = (id: string) => layer.get(id) ?? 0;
  const earliest = (id: string) => Math.max(id === 'start' ? 0 : 1, ...(into.get(id) ?? []).map(({ other }) => at(other) + 1));
  for (const id of way) layer.set(id, earliest(id));
  const last = Math.max(...order.map((id) => at(id) + 1), at('end'));
  layer.set('end', last);
  const fixed = new Set([...main, 'start', 'end']);
  const sum = (list: { count: number }[] | undefined) => (list ?? []).reduce((total, { count }) => total + count, 0);
  // Later ones first: what they make room for can follow them down.
  for (const id of [...order].reverse()) {
    if (fixed.has(id) || sum(out.get(id)) <= sum(into.get(id))) continue;
    layer.set(id, Math.min(last - 1, ...(out.get(id) ?? []).map(({ other }) => at(other) - 1)));
  }
  return layer;
}
