import type { FunnelStep } from '../../../api';

export interface FunnelBar {
  step: FunnelStep;
  x: number;
  width: number;
  /** Those who reached the step stand on top; those lost on the way to it below them. */
  reached: { y: number; height: number };
  lost: { y: number; height: number; count: number; ref: string } | null;
}

export interface FunnelLayout {
  bars: FunnelBar[];
  width: number;
  height: number;
}

export interface FunnelSize {
  width: number;
  height: number;
  columnMin: number;
  barShare: number;
  /** Someone lost is always seen. */
  lostMin: number;
}

/** Columns left to right, as high as they are many; losses leave downwards. */
export function layoutFunnel(steps: FunnelStep[], size: FunnelSize): FunnelLayout {
  const column = Math.max(size.columnMin, size.width / Math.max(1, steps.length));
  const most = Math.max(1, ...steps.map((step) => step.count));
  const high = (count: number) => (count / most) * size.height;
  return {
    width: column * steps.length,
    height: size.height,
    bars: steps.map((step, at) => {
      const before = steps[at - 1];
      const lost = before?.lost ?? 0;
      const reached = high(step.count);
      return {
        step,
        x: at * column,
        width: column * size.barShare,
        reached: { y: 0, height: reached },
        lost:
          before && lost > 0 && before.lost_ref !== undefined
            ? { y: reached, height: Math.max(size.lostMin, high(lost)), count: lost, ref: before.lost_ref }
            : null,
      };
    }),
  };
}
