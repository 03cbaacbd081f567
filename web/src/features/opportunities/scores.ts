import type { Opportunity, OpportunityDraft } from '../../api';

type Estimated = Pick<OpportunityDraft, 'reach' | 'impact' | 'confidence' | 'effort'>;

/** Reach × impact × confidence: what is to be had. */
export function valueOf({ reach, impact, confidence }: Omit<Estimated, 'effort'>): number | null {
  if (reach.value === null || impact.value === null || confidence.value === null) return null;
  return (reach.value * impact.value * confidence.value) / 100;
}

/** Value / effort, as RICE has it. */
export function scoreOf(one: Estimated): number | null {
  const value = valueOf(one);
  return value === null || one.effort.value === null || one.effort.value <= 0 ? null : value / one.effort.value;
}

/** Ulwick's opportunity score: importance + max(importance − satisfaction, 0). */
export function ulwickOf({ importance, satisfaction }: Pick<OpportunityDraft, 'importance' | 'satisfaction'>): number | null {
  if (importance.value === null || satisfaction.value === null) return null;
  return importance.value + Math.max(importance.value - satisfaction.value, 0);
}

/** Ulwick's reading of the score. */
export function ulwickWords(score: number): string {
  return score > 15 ? 'badly underserved' : score > 10 ? 'underserved' : 'served well enough';
}

/** Of n answers so many among the best two, as a rating from 0 to 10. */
export const ratingOf = ({ n, top }: { n: number; top: number }) => Math.round((100 * top) / n) / 10;

/** The parts that nobody has said yet. */
export function missing(one: Estimated): ('reach' | 'impact' | 'confidence' | 'effort')[] {
  return (['reach', 'impact', 'confidence', 'effort'] as const).filter((part) => one[part].value === null);
}

export function draftOf(opportunity: Opportunity): OpportunityDraft {
  const { id: _i, version: _v, created_at: _c, updated_at: _u, created_by: _b, removed_at: _r, value: _1, score: _2, ulwick: _3, map_title: _4, ...draft } = opportunity;
  return draft;
}
