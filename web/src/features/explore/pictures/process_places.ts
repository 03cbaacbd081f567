import { neighboursOf, type Item, type Link } from './process_rows';

const rounds = 24;
/** Room between two activities, and beside an edge on its way. */
const gap = 22;
const passingGap = 10;

/**
 * The values nearest to the wished ones (least squares, weighted) that keep their order: neighbours
 * that want to overtake are pooled and share a mean (isotonic regression).
 */
export function inOrder(wished: number[], weights: number[]): number[] {
  const pools: { sum: number; weight: number; size: number }[] = [];
  wished.forEach((value, index) => {
    const weight = weights[index] as number;
    let pool = { sum: value * weight, weight, size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, weight: last.weight + pool.weight, size: last.size + pool.size };
    }
    pools.push(pool);
  });
  return pools.flatMap(({ sum, weight, size }) => Array.from({ length: size }, () => sum / weight));
}

/**
 * Where the items of each row stand from left to right. The main path is straight, at 0; everything
 * else is drawn to its neighbours and keeps its distance.
 */
export function placeRows(rows: Item[][], links: Link[]): Map<Item, number> {
  const near = neighboursOf(links);
  const x = new Map<Item, number>();
  for (const row of rows) settle(row, (_, index) => ({ at: offsets(row)[index] as number, weight: 1 }), x);
  const pull = (item: Item, ways: Map<Item, Link[]>[]) => {
    let [sum, weight] = [0, 0];
    for (const link of ways.flatMap((way) => way.get(item) ?? [])) {
      const other = link.from === item ? link.to : link.from;
      // Edges on their way keep straight before activities move towards each other.
      const strength = link.weight * (item.passing && other.passing ? 8 : item.passing || other.passing ? 2 : 1);
      sum += (x.get(other) ?? 0) * strength;
      weight += strength;
    }
    return weight === 0 ? { at: x.get(item) ?? 0, weight: 0.01 } : { at: sum / weight, weight };
  };
  for (let round = 0; round < rounds; round += 1) {
    const calm = round >= rounds - 6;
    const ways = calm ? [near.above, near.below] : [round % 2 === 0 ? near.above : near.below];
    for (const row of round % 2 === 0 ? rows : [...rows].reverse()) settle(row, (item) => pull(item, ways), x);
  }
  return x;
}

/**
 * Takes the bends out of edges on their way: each runs straight through as many rows as there is
 * room beside its neighbours, which stay where they are.
 */
export function straighten(rows: Item[][], chains: Item[][], x: Map<Item, number>): void {
  const place = new Map(rows.flatMap((row) => row.map((item, index) => [item, index] as const)));
  const room = (item: Item) => {
    const row = rows[item.layer] as Item[];
    const [before, after] = [row[(place.get(item) as number) - 1], row[(place.get(item) as number) + 1]];
    return {
      low: before ? (x.get(before) as number) + apart(before, item) : -Infinity,
      high: after ? (x.get(after) as number) - apart(item, after) : Infinity,
    };
  };
  for (const chain of [...chains, ...chains]) {
    for (let start = 0; start < chain.length; ) {
      let { low, high } = room(chain[start] as Item);
      let end = start + 1;
      for (; end < chain.length; end += 1) {
        const next = room(chain[end] as Item);
        if (Math.max(low, next.low) > Math.min(high, next.high)) break;
        [low, high] = [Math.max(low, next.low), Math.min(high, next.high)];
      }
      const run = chain.slice(start, end);
      const mean = run.reduce((sum, item) => sum + (x.get(item) as number), 0) / run.length;
      for (const item of run) x.set(item, Math.min(high, Math.max(low, mean)));
      start = end;
    }
  }
}

/** The least distance between the middles of two neighbours. */
const apart = (before: Item, item: Item) => before.right + item.left + (before.passing || item.passing ? passingGap : gap);

/** The least distance of each item of a row from the first. */
function offsets(row: Item[]): number[] {
  let at = 0;
  return row.map((item, index) => {
    const before = row[index - 1];
    if (before) at += apart(before, item);
    return at;
  });
}

function settle(row: Item[], wish: (item: Item, index: number) => { at: number; weight: number }, x: Map<Item, number>): void {
  const from = offsets(row);
  const wishes = row.map(wish);
  const main = row.findIndex((item) => item.main);
  const free = (low: number, high: number) =>
    inOrder(
      wishes.slice(low, high).map(({ at }, index) => at - (from[low + index] as number)),
      wishes.slice(low, high).map(({ weight }) => weight),
    );
  if (main < 0) {
    free(0, row.length).forEach((value, index) => x.set(row[index] as Item, value + (from[index] as number)));
    return;
  }
  const middle = -(from[main] as number);
  x.set(row[main] as Item, 0);
  free(0, main).forEach((value, index) => x.set(row[index] as Item, Math.min(value, middle) + (from[index] as number)));
  free(main + 1, row.length).forEach((value, index) => {
    const at = main + 1 + index;
    x.set(row[at] as Item, Math.max(value, middle) + (from[at] as number));
  });
}
