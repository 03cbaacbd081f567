import type { PathLink, PathNode } from '../../../api';

export interface SankeySize {
  /** Room from the first column's left edge to the end of the last column's labels. */
  width: number;
  height: number;
  nodeWidth: number;
  /** A column as it reads well: of a picture that does not fit and grows wider than its room. */
  columnUsual: number;
  /** Columns never stand closer; they do where the picture then fits its room. */
  columnMin: number;
  /** Room for a node's two lines, so that labels never overlap. */
  labelHeight: number;
  /** At least so much space between two nodes. */
  gap: number;
  /** A node of one customer is still seen. */
  nodeMin: number;
}

export interface PlacedNode {
  node: PathNode;
  column: number;
  x: number;
  y: number;
  height: number;
}

export interface PlacedLink {
  link: PathLink;
  source: PlacedNode;
  target: PlacedNode;
  /** Top of the ribbon at either end. */
  y0: number;
  y1: number;
  height0: number;
  height1: number;
}

export interface SankeyLayout {
  nodes: PlacedNode[];
  links: PlacedLink[];
  columns: { step: number; x: number }[];
  width: number;
  height: number;
  columnWidth: number;
}

const sweeps = 8;
/** Losses leave downwards: exits are always last, what is gathered as "other" before them. */
const rank = { event: 0, other: 1, exit: 2 } as const;

type Columns = PathNode[][];

function neighbours(links: PathLink[], end: 'from' | 'to'): Map<string, PathLink[]> {
  const map = new Map<string, PathLink[]>();
  for (const link of links) map.set(link[end], [...(map.get(link[end]) ?? []), link]);
  return map;
}

function positions(columns: Columns): Map<string, number> {
  return new Map(columns.flatMap((column) => column.map((node, index) => [node.id, index] as const)));
}

/**
 * How much ribbon crosses other ribbon: the sum, over crossing pairs, of their values multiplied.
 * Counted by walking the ribbons from the top with what has passed above each target.
 */
export function crossings(columns: Columns, links: PathLink[]): number {
  const at = positions(columns);
  const columnOf = new Map(columns.flatMap((c, i) => c.map((node) => [node.id, i] as const)));
  const between = new Map<number, PathLink[]>();
  for (const link of links) {
    const column = columnOf.get(link.from) ?? 0;
    const list = between.get(column);
    if (list) list.push(link);
    else between.set(column, [link]);
  }
  let sum = 0;
  for (const pair of between.values()) {
    const walk = pair
      .map((link) => ({ from: at.get(link.from) ?? 0, to: at.get(link.to) ?? 0, value: link.value }))
      .sort((a, b) => a.from - b.from || a.to - b.to);
    const passed = new Array<number>(Math.max(...walk.map((each) => each.to)) + 1).fill(0);
    for (const { to, value } of walk) {
      for (let below = to + 1; below < passed.length; below += 1) sum += value * (passed[below] ?? 0);
      passed[to] = (passed[to] ?? 0) + value;
    }
  }
  return sum;
}

/** Orders each column by the mean place of its neighbours, back and forth; keeps the best seen. */
export function ordered(nodes: PathNode[], links: PathLink[]): Columns {
  const steps = [...new Set(nodes.map((node) => node.step))].sort((a, b) => a - b);
  const bySize = (a: PathNode, b: PathNode) =>
    rank[a.role] - rank[b.role] || b.value - a.value || (a.id < b.id ? -1 : 1);
  let columns = steps.map((step) => nodes.filter((node) => node.step === step).sort(bySize));
  const incoming = neighbours(links, 'to');
  const outgoing = neighbours(links, 'from');
  let best = columns;
  let fewest = crossings(columns, links);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep += 1) {
    const forward = sweep % 2 === 0;
    columns = columns.map((column) => [...column]);
    const order = forward ? columns.keys() : [...columns.keys()].reverse();
    for (const index of order) {
      const at = positions(columns);
      const mean = (node: PathNode): number => {
        const near = (forward ? incoming : outgoing).get(node.id) ?? [];
        const weight = near.reduce((sum, link) => sum + link.value, 0);
        if (weight === 0) return at.get(node.id) ?? 0;
        const end = forward ? 'from' : 'to';
        return near.reduce((sum, link) => sum + link.value * (at.get(link[end]) ?? 0), 0) / weight;
      };
      const means = new Map((columns[index] ?? []).map((node) => [node.id, mean(node)]));
      columns[index]?.sort(
        (a, b) => rank[a.role] - rank[b.role] || (means.get(a.id) ?? 0) - (means.get(b.id) ?? 0) || bySize(a, b),
      );
    }
    const found = crossings(columns, links);
    if (found < fewest) [best, fewest] = [columns, found];
  }
  return best;
}

function columnHeight(column: PathNode[], scale: number, size: SankeySize): number {
  return column.reduce((sum, node) => sum + pitch(node, scale, size), 0);
}

const barHeight = (value: number, scale: number, size: SankeySize) =>
  Math.max(size.nodeMin, value * scale);

/** From the top of one node to the top of the next: never less than its label needs. */
const pitch = (node: PathNode, scale: number, size: SankeySize) =>
  Math.max(barHeight(node.value, scale, size) + size.gap, size.labelHeight);

/** The most pixels a customer can have so that every column fits; found by halving. */
function fittingScale(columns: Columns, height: number, size: SankeySize): number {
  const largest = Math.max(1, ...columns.flat().map((node) => node.value));
  let [low, high] = [0, height / largest];
  for (let turn = 0; turn < 40; turn += 1) {
    const middle = (low + high) / 2;
    const fits = columns.every((column) => columnHeight(column, middle, size) <= height + size.gap);
    if (fits) low = middle;
    else high = middle;
  }
  return low;
}

/** Labels alone may need more height than there is; then the picture grows by this much a customer. */
const leastLargestBar = 120;

export function layoutSankey(nodes: PathNode[], links: PathLink[], size: SankeySize): SankeyLayout {
  const columns = ordered(nodes, links);
  const longest = Math.max(0, ...columns.map((column) => column.length));
  const height = Math.max(size.height, longest * size.labelHeight + leastLargestBar);
  const scale = fittingScale(columns, height, size);
  const fitting = columns.length > 0 ? size.width / columns.length : 0;
  const columnWidth = fitting >= size.columnMin ? fitting : size.columnUsual;
  const placed = new Map<string, PlacedNode>();
  columns.forEach((column, index) => {
    let y = 0;
    for (const node of column) {
      const bar = barHeight(node.value, scale, size);
      placed.set(node.id, { node, column: index, x: index * columnWidth, y, height: bar });
      y += pitch(node, scale, size);
    }
  });
  const all = [...placed.values()];
  return {
    nodes: all,
    links: placeLinks(links, placed),
    columns: columns.map((column, index) => ({ step: column[0]?.step ?? 0, x: index * columnWidth })),
    width: columns.length * columnWidth,
    height: Math.max(0, ...all.map((node) => node.y + Math.max(node.height, size.labelHeight - size.gap))),
    columnWidth,
  };
}

/** Ribbons leave and arrive in the order of what is at their other end, so they do not twist. */
function placeLinks(links: PathLink[], placed: Map<string, PlacedNode>): PlacedLink[] {
  const known = links.flatMap((link) => {
    const ends = [placed.get(link.from), placed.get(link.to)];
    // Paths read backwards may name the later end first; pictures run left to right.
    const [source, target] = ends.sort((a, b) => (a?.column ?? 0) - (b?.column ?? 0));
    return source && target ? [{ link, source, target, y0: 0, y1: 0, height0: 0, height1: 0 }] : [];
  });
  for (const node of placed.values()) {
    const leaving = known.filter((each) => each.source === node).sort((a, b) => a.target.y - b.target.y);
    let y = node.y;
    const whole = Math.max(node.node.value, total(leaving));
    for (const each of leaving) {
      each.y0 = y;
      each.height0 = (each.link.value / whole) * node.height;
      y += each.height0;
    }
    const arriving = known.filter((each) => each.target === node).sort((a, b) => a.source.y - b.source.y);
    const arrived = Math.max(node.node.value, total(arriving));
    y = node.y;
    for (const each of arriving) {
      each.y1 = y;
      each.height1 = (each.link.value / arrived) * node.height;
      y += each.height1;
    }
  }
  return known;
}

const total = (links: PlacedLink[]) => links.reduce((sum, each) => sum + each.link.value, 0);

/** The outline of a ribbon between two columns. */
export function ribbon(link: PlacedLink, nodeWidth: number): string {
  const [x0, x1] = [link.source.x + nodeWidth, link.target.x];
  const middle = (x0 + x1) / 2;
  const f = (value: number) => value.toFixed(1);
  const { y0, y1, height0, height1 } = link;
  return (
    `M${f(x0)} ${f(y0)}C${f(middle)} ${f(y0)} ${f(middle)} ${f(y1)} ${f(x1)} ${f(y1)}` +
    `L${f(x1)} ${f(y1 + height1)}C${f(middle)} ${f(y1 + height1)} ${f(middle)} ${f(y0 + height0)} ${f(x0)} ${f(y0 + height0)}Z`
  );
}
