export interface Bin {
  from_s: number;
  to_s: number;
}

/**
 * Where a time stands among the bins, in bins from the left; every bin is equally wide. Inside a bin
 * the scale is logarithmic, in one that begins at 0 it is linear. Null beyond either end.
 */
export function placeOf(time: number, bins: Bin[]): number | null {
  const index = bins.findIndex((bin) => time >= bin.from_s && time < bin.to_s);
  if (index < 0) {
    return bins.length > 0 && time === bins.at(-1)?.to_s ? bins.length : null;
  }
  const { from_s: from, to_s: to } = bins[index] as Bin;
  const part = from > 0 ? Math.log(time / from) / Math.log(to / from) : (time - from) / (to - from);
  return index + part;
}

/** Every so many boundaries have a label, so that labels of a width do not touch. */
export function labelEvery(bins: number, binWidth: number, labelWidth: number): number {
  return bins === 0 ? 1 : Math.max(1, Math.ceil(labelWidth / binWidth));
}

/** Even marks of an axis from 0 to at least the largest value: 1, 2 or 5 times a power of ten apart. */
export function ticks(largest: number, about = 3): number[] {
  const rough = Math.max(1, largest) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough);
  return Array.from({ length: Math.ceil(Math.max(1, largest) / step) + 1 }, (_, index) => index * step);
}
