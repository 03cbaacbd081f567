import { opportunityCategories, opportunityStates, type OpportunityCategory, type OpportunityState } from '../../api';

export const sorts = {
  score: 'Score', value: 'Value', reach: 'Reach', impact: 'Impact', confidence: 'Confidence', effort: 'Effort', ulwick: 'Underserved need', risk: 'Value at risk', title: 'Title', due: 'Due', changed: 'Last changed',
} as const;
export type OpportunitySort = keyof typeof sorts;
export const groupings = { none: 'No groups', category: 'By group', map: 'By map', state: 'By state' } as const;
export type Grouping = keyof typeof groupings;
export const axes = { value: 'Value / effort', impact: 'Impact / effort', ulwick: 'Importance / satisfaction' } as const;
export type Axes = keyof typeof axes;

/** What the address says about the list of opportunities. Nothing said: all but the dropped ones, the highest score first. */
export interface OpportunitySearch {
  q?: string;
  category?: OpportunityCategory;
  /** `all`: the dropped ones too. */
  state?: OpportunityState | 'all';
  owner?: string;
  map?: string;
  goal?: string;
  sort?: OpportunitySort;
  /** Turned round. */
  turned?: true;
  group?: Grouping;
  axes?: Axes;
  /** The one that stands beside. */
  open?: string;
}

const oneOf = <T extends string>(known: readonly T[] | Record<T, unknown>, value: unknown): value is T =>
  typeof value === 'string' && (Array.isArray(known) ? (known as readonly string[]).includes(value) : Object.hasOwn(known, value));
const id = (value: unknown): value is string => typeof value === 'string' && /^[0-9A-Za-z_-]{1,100}$/.test(value);

export function readOpportunitySearch(search: Record<string, unknown>): OpportunitySearch {
  const { q, category, state, owner, map, goal, sort, turned, group, axes: shown, open } = search;
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(oneOf(opportunityCategories, category) ? { category } : {}),
    ...(state === 'all' || oneOf(opportunityStates, state) ? { state: state as OpportunityState | 'all' } : {}),
    ...(id(owner) ? { owner } : {}),
    ...(id(map) ? { map } : {}),
    ...(id(goal) ? { goal } : {}),
    ...(oneOf<OpportunitySort>(sorts, sort) && sort !== 'score' ? { sort } : {}),
    ...(turned === true || turned === 'true' ? { turned: true } : {}),
    ...(oneOf<Grouping>(groupings, group) && group !== 'none' ? { group } : {}),
    ...(oneOf<Axes>(axes, shown) && shown !== 'value' ? { axes: shown } : {}),
    ...(id(open) ? { open } : {}),
  };
}
