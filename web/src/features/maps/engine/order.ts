import { generateNKeysBetween } from 'fractional-indexing';
import { limits } from './values';

export interface Placed {
  id: string;
  order: string;
}

/** By their keys, byte by byte; equal keys by id. */
export function byOrder(a: Placed, b: Placed): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function keysBetween(before: string | null, after: string | null, count: number): string[] | null {
  try {
    const keys = generateNKeysBetween(before, after, count);
    return keys.every((key) => key.length <= limits.orderBytes) ? keys : null;
  } catch {
    // Equal keys, or keys of another making: there may be nothing between them.
    return null;
  }
}

export interface Places {
  keys: string[];
  /** What has to give way, where there is no key between its neighbours. */
  moved: Placed[];
}

/** Keys for `count` things that come to stand before `sorted[index]`, or at the end. */
export function placesAt(sorted: readonly Placed[], index: number, count: number): Places {
  const keys = keysBetween(sorted[index - 1]?.order ?? null, sorted[index]?.order ?? null, count);
  if (keys) return { keys, moved: [] };
  const all = generateNKeysBetween(null, null, sorted.length + count);
  const moved = sorted.map(({ id }, at) => ({ id, order: all[at < index ? at : at + count] as string }));
  return { keys: all.slice(index, index + count), moved: moved.filter(({ order }, at) => order !== sorted[at]?.order) };
}
