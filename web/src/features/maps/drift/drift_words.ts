import type { DriftDeviation, DriftResult, ShareOf } from '../../../api';

/** Fewer people, or less drift, is not said on the board itself; the panel has all of it. */
export const saidPeopleMin = 20;
export const saidShareMin = 0.05;

export function isWorthSaying({ share, of }: Pick<ShareOf, 'share' | 'of'>): boolean {
  return share !== null && of >= saidPeopleMin && share >= saidShareMin;
}

/** The step of which the answer's sentence speaks: the first where most people leave. */
export function worstStep({ steps }: Pick<DriftResult, 'steps'>): DriftResult['steps'][number] | null {
  let worst: DriftResult['steps'][number] | null = null;
  for (const step of steps) if (step.drift.count > (worst?.drift.count ?? 0)) worst = step;
  return worst;
}

export const kindWords: Record<DriftDeviation['kind'], string> = { missing: 'left out', extra: 'turned elsewhere', repeated: 'done again', out_of_order: 'out of order', wrong_branch: 'wrong branch' };

/** "4,120 left the mapped path there; 3 of 4 come back, most at Payment, after 2 h". */
export function backWords({ back }: Pick<DriftDeviation, 'back'>, where: string | null): string {
  if (back.of === 0 || back.count === 0) return 'nobody comes back to the path';
  const who = back.count === back.of ? 'all come back to the path' : `${Math.round((100 * back.count) / back.of)} % come back to the path`;
  return where === null ? who : `${who}, most often at “${where}”`;
}
