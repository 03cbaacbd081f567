import type { TagTone } from '../../design';
import type { Estimate, OpportunityCategory, OpportunityState, Rating } from '../../api';

/** The groups that hotspots and opportunities fall into. */
export const categoryWords: Record<OpportunityCategory, string> = {
  none: 'Not grouped', proposition_and_policy: 'Proposition and policy', process: 'Process', people: 'People', technology: 'Technology', organisation: 'Organisation',
};
/** A colour and a shape for each, so that neither is needed to tell them apart. */
export const categoryMarks: Record<OpportunityCategory, { colour: string; shape: Shape }> = {
  proposition_and_policy: { colour: 'var(--c3)', shape: 'square' }, process: { colour: 'var(--c1)', shape: 'circle' }, people: { colour: 'var(--c4)', shape: 'triangle' },
  technology: { colour: 'var(--c5)', shape: 'diamond' }, organisation: { colour: 'var(--c7)', shape: 'hexagon' }, none: { colour: 'var(--c8)', shape: 'ring' },
};
export type Shape = 'circle' | 'square' | 'triangle' | 'diamond' | 'hexagon' | 'ring';

export const stateWords: Record<OpportunityState, string> = { proposed: 'Proposed', planned: 'Planned', in_progress: 'In progress', done: 'Done', dropped: 'Dropped' };
export const stateTones: Record<OpportunityState, TagTone> = { proposed: 'neutral', planned: 'accent', in_progress: 'warn', done: 'good', dropped: 'neutral' };

/** What an impact means for each who is reached. */
export const impactWords: Record<string, string> = { '3': 'Massive', '2': 'High', '1': 'Medium', '0.5': 'Low', '0.25': 'Minimal' };

export const estimateEvidence: Record<Estimate['evidence'], string> = { none: 'not said', assumed: 'assumed', data: 'from data', hand: 'by hand' };
export const ratingEvidence: Record<Rating['evidence'], string> = { none: 'not said', assumed: 'assumed', hand: 'by hand', answers: 'from answers' };
