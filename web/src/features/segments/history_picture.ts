import type { SegmentDay } from '../../api';
import { linePath } from '../../design/line_path';

interface Bar extends SegmentDay {
  x: number;
  width: number;
  up: number;
  down: number;
}

const flowShare = 0.34;

/** The line of sizes above; below it, on one scale, who entered upwards and who left downwards. */
export function historyPicture(days: SegmentDay[], width: number, height: number) {
  const flow = height * flowShare;
  const entered = Math.max(0, ...days.map((day) => day.entered));
  const left = Math.max(0, ...days.map((day) => day.left));
  const unit = entered + left === 0 ? 0 : (flow - 4) / (entered + left);
  const zero = height - flow + 2 + (unit === 0 ? flow / 2 : entered * unit);
  const step = width / Math.max(1, days.length);
  const bars: Bar[] = days.map((day, at) => ({
    ...day,
    x: at * step + step * 0.15,
    width: Math.max(0.5, step * 0.7),
    up: day.entered * unit,
    down: day.left * unit,
  }));
  const line = linePath(
    days.map(({ size }) => size),
    width,
    height - flow - 6,
    4,
  );
  return { bars, line, zero };
}
