import { columnWidth } from '../layout';

export const feelingMin = -2;
export const feelingMax = 2;

/** How high a feeling is drawn in a lane so high. */
export function feelingY(value: number, height: number): number {
  const room = height / 2 - 12;
  return height / 2 - (value / feelingMax) * room;
}

/** Which feeling stands at this height, in tenths. */
export function feelingAt(y: number, height: number): number {
  const room = height / 2 - 12;
  const value = Math.round(((height / 2 - y) / room) * feelingMax * 10) / 10;
  return Math.min(feelingMax, Math.max(feelingMin, value)) + 0;
}

export interface FeelingPoint {
  column: number;
  value: number;
}

export function columnMiddle(column: number): number {
  return column * columnWidth + columnWidth / 2;
}

/** A curve through the points that never swings beyond them. */
export function curvePath(points: readonly FeelingPoint[], height: number): string {
  let path = '';
  points.forEach(({ column, value }, at) => {
    const x = columnMiddle(column);
    const y = feelingY(value, height);
    const before = points[at - 1];
    if (!before) path += `M${x} ${y}`;
    else {
      const middle = (columnMiddle(before.column) + x) / 2;
      path += `C${middle} ${feelingY(before.value, height)} ${middle} ${y} ${x} ${y}`;
    }
  });
  return path;
}

/** The highest, the lowest and the last point, where they say something. */
export function marked(points: readonly FeelingPoint[]): { peak?: FeelingPoint; trough?: FeelingPoint; end?: FeelingPoint } {
  if (points.length < 2) return {};
  const peak = points.reduce((best, point) => (point.value > best.value ? point : best));
  const trough = points.reduce((worst, point) => (point.value < worst.value ? point : worst));
  return peak.value === trough.value ? {} : { peak, trough, end: points.at(-1) };
}

export function feelingText(value: number): string {
  const text = Math.abs(value).toFixed(1).replace(/\.0$/, '');
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : '0';
}
