import type { FrictionFinding } from '../../api';

export interface SpanLayout {
  path: string;
  points: { x: number; y: number }[];
  /** The abnormal span, in pixels. */
  from: number;
  to: number;
  beforeY: number | null;
  /** The highest value of the series. */
  top: number;
}

type Drawn = Pick<FrictionFinding, 'from' | 'to' | 'series' | 'effect'>;

const margin = 5;

/**
 * Buckets stand where their time is, from the first to the end of the last; values from zero up.
 * Null when there is nothing to draw.
 */
export function spanLayout({ from, to, series, effect }: Drawn, width: number, height: number): SpanLayout | null {
  const starts = series.map((bucket) => Date.parse(bucket.from));
  const shares = series.map((bucket) => bucket.share);
  const present = shares.filter((share) => share !== null);
  if (starts.length < 2 || present.length === 0) return null;
  const first = starts[0]!;
  const bucketMs = (starts.at(-1)! - first) / (starts.length - 1);
  const length = bucketMs * starts.length;
  const x = (time: number) => Math.min(width, Math.max(0, ((time - first) / length) * width));
  const top = Math.max(...present);
  const scale = Math.max(top, effect.before.share ?? 0) || 1;
  const y = (value: number) => height - margin - (value / scale) * (height - 2 * margin);
  const points = series.map((bucket, index) => ({
    x: x(starts[index]! + bucketMs / 2),
    y: y(bucket.share ?? 0),
  }));
  let pen = 'M';
  const path = points
    .map((point, index) => {
      if (shares[index] === null) {
        pen = 'M';
        return '';
      }
      const part = `${pen}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
      pen = 'L';
      return part;
    })
    .join('');
  return {
    path,
    points,
    top,
    from: x(Date.parse(from)),
    to: to === null ? width : x(Date.parse(to)),
    beforeY: effect.before.share === null ? null : y(effect.before.share),
  };
}
