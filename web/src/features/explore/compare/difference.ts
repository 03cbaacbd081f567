import type { Share } from '../../../api';

export interface Difference {
  value: number;
  low: number;
  high: number;
  /** Whether the interval leaves out 0. */
  clear: boolean;
}

/**
 * a − b of two shares of different people, with the 95 % interval of Newcombe's method 10, which is
 * made of the Wilson intervals of both (Newcombe 1998, Statistics in Medicine 17, 873–890). Null
 * where one of them has nobody.
 */
export function difference(a: Share, b: Share): Difference | null {
  if (a.share === null || b.share === null || a.low === null || a.high === null || b.low === null || b.high === null) return null;
  const value = a.share - b.share;
  const low = value - Math.hypot(a.share - a.low, b.high - b.share);
  const high = value + Math.hypot(a.high - a.share, b.share - b.low);
  return { value, low, high, clear: low > 0 || high < 0 };
}

/** The normal quantile of a 95 % interval. */
const z = 1.959963984540054;

/** count of of, with its 95 % Wilson interval. */
export function wilson(count: number, of: number): Share {
  if (of <= 0) return { share: null, of: 0, count, low: null, high: null };
  const p = count / of;
  const middle = p + (z * z) / (2 * of);
  const half = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  const whole = 1 + (z * z) / of;
  return { share: p, of, count, low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}
