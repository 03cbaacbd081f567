import type { ProcessResult } from '../../../api';

export function activityName(result: ProcessResult, id: string): string {
  if (id === 'start') return 'Start';
  if (id === 'end') return 'End';
  return result.activities.find((activity) => activity.id === id)?.label ?? id;
}

/** The thinnest and the thickest line of the map. */
const thin = 1;
const thick = 6;

/**
 * How strong an edge is drawn, from 0 to 1, in width and shade alike. Counts by area of impression:
 * four times as many is twice as strong. Times go from milliseconds to months, so by their order.
 */
export function edgeStrength(value: number, largest: number, show: 'count' | 'time'): number {
  if (largest <= 0 || value <= 0) return 0;
  const part = show === 'count' ? Math.sqrt(value / largest) : Math.log1p(value) / Math.log1p(largest);
  return Math.min(1, part);
}

export const edgeWidth = (strength: number): number => thin + (thick - thin) * strength;
