/** A span without events that the picture shows shorter than it was. */
export interface Break {
  x: number;
  seconds: number;
}

export interface JourneyScale {
  /** Where each of the times stands, from 0 to the width. */
  positions: number[];
  breaks: Break[];
  /** The moment at a place; between two events it is interpolated. */
  timeAt: (x: number) => number;
  /** The place of any moment. */
  xAt: (time: number) => number;
}

/** Neighbours stand at least so far apart while there is room for it. */
const gapMin = 5;
/** At most this share of the width goes into keeping neighbours apart. */
const apartShare = 0.5;
/** A gap is cut short when it is longer than this share of all the time there is. */
const longShare = 1 / 24;
const hourMs = 3_600_000;

/**
 * Places times (ascending, in milliseconds) on a width. Time runs evenly, with two exceptions that
 * keep a long history readable: long gaps grow only with their logarithm, and are reported as
 * breaks; and every step has a least width, so that the events of one visit do not lie on each
 * other. The order of events is always kept.
 */
export function journeyScale(times: number[], width: number): JourneyScale {
  const count = times.length;
  const span = count > 1 ? (times[count - 1] as number) - (times[0] as number) : 0;
  const limit = Math.max(span * longShare, hourMs);
  const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
  const shown = gaps.map((gap) => (gap <= limit ? gap : limit * (1 + Math.log(gap / limit) / 2)));
  const total = shown.reduce((sum, gap) => sum + gap, 0);
  const least = gaps.length === 0 ? 0 : Math.min(gapMin, (width * apartShare) / gaps.length);
  const perMs = total === 0 ? 0 : (width - least * gaps.length) / total;
  const positions: number[] = [];
  const breaks: Break[] = [];
  // Without any span everything stands in the middle, as far apart as it may.
  let x = total === 0 ? (width - least * gaps.length) / 2 : 0;
  times.forEach((_, index) => {
    if (index > 0) {
      const step = least + (shown[index - 1] as number) * perMs;
      const gap = gaps[index - 1] as number;
      if (gap > limit) breaks.push({ x: x + step / 2, seconds: gap / 1000 });
      x += step;
    }
    positions.push(x);
  });
  return {
    positions,
    breaks,
    timeAt: (place) => interpolate(positions, times, place),
    xAt: (time) => interpolate(times, positions, time),
  };
}

function interpolate(from: number[], to: number[], value: number): number {
  if (from.length === 0) return 0;
  const after = firstAbove(from, value);
  if (after === 0) return to[0] as number;
  if (after === from.length) return to[from.length - 1] as number;
  const low = from[after - 1] as number;
  const high = from[after] as number;
  const part = high === low ? 0 : (value - low) / (high - low);
  return (to[after - 1] as number) + part * ((to[after] as number) - (to[after - 1] as number));
}

function firstAbove(sorted: number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
