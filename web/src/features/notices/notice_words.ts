import type { Notice } from '../../api';

export const kindWords: Record<Notice['kind'], { name: string; tone: 'pain' | 'warn' | 'accent' | 'neutral' }> = {
  drift: { name: 'drift', tone: 'pain' },
  review_due: { name: 'review due', tone: 'warn' },
  review_overdue: { name: 'review overdue', tone: 'pain' },
  mention: { name: 'mention', tone: 'accent' },
};

const things = /^(stg|stp|lan)_[0-9A-Za-z]{12,32}$/;

/** Where on the map a notice leads: what stands beside the board, and what is selected. */
export function placeOf({ kind, place }: Pick<Notice, 'kind' | 'place'>): { at?: string; panel?: string; comment?: string } {
  const at = place.step ?? place.thing;
  return {
    ...(at !== undefined && things.test(at) ? { at } : {}),
    ...(kind === 'mention' ? { panel: 'comments', ...(place.comment ? { comment: place.comment } : {}) } : { panel: 'drift' }),
  };
}
