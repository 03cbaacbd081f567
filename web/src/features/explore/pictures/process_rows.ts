/** Something that stands in a layer: an activity, an end, or an edge on its way through. */
export interface Item {
  id: string;
  layer: number;
  /** Room to the left and right of its middle. */
  left: number;
  right: number;
  /** An edge on its way, rather than an activity. */
  passing: boolean;
  main: boolean;
}

/** A piece of an edge from one layer to the next. */
export interface Link {
  from: Item;
  to: Item;
  weight: number;
}

export interface Neighbours {
  above: Map<Item, Link[]>;
  below: Map<Item, Link[]>;
}

/** Ordering gets no better after so many sweeps; measured on maps of 20 to 40 activities. */
const sweeps = 16;
/** With more pieces of edges only one start is tried, so that a thicket does not take seconds. */
const linksMany = 250;
/** A pixel against a crossing of two of the weakest edges. */
const lopsidedCost = 0.02;

export function neighboursOf(links: Link[]): Neighbours {
  const above = new Map<Item, Link[]>();
  const below = new Map<Item, Link[]>();
  for (const link of links) {
    above.set(link.to, [...(above.get(link.to) ?? []), link]);
    below.set(link.from, [...(below.get(link.from) ?? []), link]);
  }
  return { above, below };
}

/**
 * Orders the items of each layer from left to right so that few edges cross, strong ones least of
 * all: sweeps by the mean place of the neighbours, then swaps of neighbours that cross less.
 */
export function orderRows(items: Item[], links: Link[]): Item[][] {
  const near = neighboursOf(links);
  let best: { rows: Item[][]; cost: number } | null = null;
  const starts = links.length > linksMany ? 1 : 4;
  for (let start = 0; start < starts; start += 1) {
    const rows: Item[][] = [];
    for (const item of items) (rows[item.layer] ??= []).push(item);
    for (let index = 0; index < rows.length; index += 1) rows[index] = aroundMain(rows[index] ?? [], start);
    for (let sweep = 0; sweep <= sweeps; sweep += 1) {
      const cost = crossings(rows, near) + lopsided(rows);
      if (best === null || cost < best.cost) best = { rows: rows.map((row) => [...row]), cost };
      const down = sweep % 2 === 0;
      const way = down ? near.above : near.below;
      for (const row of down ? rows : [...rows].reverse()) {
        const place = places(rows);
        const mean = new Map(row.map((item, index) => [item, meanPlace(way.get(item), item, place) ?? index]));
        row.sort((a, b) => (mean.get(a) as number) - (mean.get(b) as number));
      }
      swapNeighbours(rows, near);
    }
  }
  return best?.rows ?? [];
}

/** How much wider the picture is on one side of the main path; decides between orders that cross as much. */
function lopsided(rows: Item[][]): number {
  const side = { left: 0, right: 0 };
  for (const row of rows) {
    const main = row.findIndex((item) => item.main);
    if (main < 0) continue;
    const room = (part: Item[]) => part.reduce((sum, item) => sum + item.left + item.right, 0);
    side.left = Math.max(side.left, room(row.slice(0, main)));
    side.right = Math.max(side.right, room(row.slice(main + 1)));
  }
  return (side.left + side.right + Math.abs(side.left - side.right)) * lopsidedCost;
}

/** The main path in the middle, the others by turns right and left of it. */
function aroundMain(row: Item[], start: number): Item[] {
  const result: Item[] = [];
  const main = row.filter((item) => item.main);
  row
    .filter((item) => !item.main)
    .forEach((item, index) => ((index + start + (start > 1 ? row[0]!.layer : 0)) % 2 === 0 ? result.push(item) : result.unshift(item)));
  result.splice(Math.floor(result.length / 2), 0, ...main);
  return result;
}

const places = (rows: Item[][]) => new Map(rows.flatMap((row) => row.map((item, index) => [item, index] as const)));

const otherEnd = (link: Link, item: Item) => (link.from === item ? link.to : link.from);

function meanPlace(links: Link[] | undefined, item: Item, place: Map<Item, number>): number | null {
  if (!links || links.length === 0) return null;
  let [sum, weight] = [0, 0];
  for (const link of links) {
    sum += (place.get(otherEnd(link, item)) as number) * link.weight;
    weight += link.weight;
  }
  return sum / weight;
}

/** How much two neighbours in a row cross, as they stand (a before b). */
function cross(a: Item, b: Item, way: Map<Item, Link[]>, place: Map<Item, number>): number {
  let total = 0;
  for (const one of way.get(a) ?? []) {
    for (const other of way.get(b) ?? []) {
      const over = (place.get(otherEnd(one, a)) as number) > (place.get(otherEnd(other, b)) as number);
      if (over) total += one.weight * other.weight;
    }
  }
  return total;
}

function swapNeighbours(rows: Item[][], near: Neighbours): void {
  for (let again = true, rounds = 0; again && rounds < 8; rounds += 1) {
    again = false;
    for (const row of rows) {
      const place = places(rows);
      for (let index = 0; index + 1 < row.length; index += 1) {
        const [a, b] = [row[index] as Item, row[index + 1] as Item];
        const asIs = cross(a, b, near.above, place) + cross(a, b, near.below, place);
        const swapped = cross(b, a, near.above, place) + cross(b, a, near.below, place);
        if (swapped >= asIs) continue;
        [row[index], row[index + 1]] = [b, a];
        again = true;
      }
    }
  }
}

function crossings(rows: Item[][], near: Neighbours): number {
  const place = places(rows);
  let total = 0;
  for (const row of rows) {
    const links = row.flatMap((item) => near.below.get(item) ?? []);
    links.forEach((one, index) => {
      for (const other of links.slice(index + 1)) {
        const above = (place.get(one.from) as number) - (place.get(other.from) as number);
        const below = (place.get(one.to) as number) - (place.get(other.to) as number);
        if (above * below < 0) total += one.weight * other.weight;
      }
    });
  }
  return total;
}
