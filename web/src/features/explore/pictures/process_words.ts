import type { ProcessResult } from '../../../api';

export function activityName(result: ProcessResult, id: string): string {
  if (id === 'start') return 'Start';
  if (id === 'end') return 'End';
  return result.activities.find((activity) => activity.id === id)?.label ?? id;
}

/** The thinnest and the thickest line of the map. */
const thin = 1;
const thick = 6;

/** Widths by area of impression: four times as many is twice as wide. */
export function edgeWidth(value: number, largest: number): number {
  if (largest <= 0 || value <= 0) return thin;
  return thin + (thick - thin) * Math.sqrt(value / largest);
}

/** How strongly an edge is shaded, from 0 to 1; as its width, so that both say the same. */
export const edgeStrength = (value: number, largest: number): number =>
  largest <= 0 || value <= 0 ? 0 : Math.sqrt(Math.min(1, value / largest));
