import type { Opportunity } from '../../api';

const estimate = (value: number | null) => ({ value, evidence: value === null ? ('none' as const) : ('hand' as const), source: null });
const rating = { value: null, evidence: 'none' as const, answers: null, source: '' };

/** An opportunity for tests: reach, impact, confidence and effort, and whatever else is said of it. */
export function opportunity(id: string, numbers: (number | null)[] = [], more: Partial<Opportunity> = {}): Opportunity {
  const [reach = null, impact = null, confidence = null, effort = null] = numbers;
  const value = reach === null || impact === null || confidence === null ? null : (reach * impact * confidence) / 100;
  return {
    id, version: 1, created_at: '2026-11-01T08:00:00+00:00', updated_at: '2026-11-01T08:00:00+00:00', created_by: null, removed_at: null, title: id, description: '', category: 'none', state: 'proposed', owner: null,
    due: null, reach: estimate(reach), impact: estimate(impact), confidence: estimate(confidence), effort: estimate(effort), importance: rating, satisfaction: rating, value_at_risk: null, map: null, step: null,
    step_title: '', pains: [], finding: null, persona: null, goals: [], map_title: null, ulwick: null, value, score: value === null || !effort ? null : value / effort, ...more,
  };
}
