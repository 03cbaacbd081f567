import type { ExploreKind } from '../explore/ask/explore_search';

/** The definitions themselves are in docs/query-language.md; a change there is a change here. */
export const countedWords: Record<ExploreKind, string> = {
  paths:
    'Each customer’s events in the period, in the order of time. A column is a step before or after where the paths begin; a ribbon is as wide as there are customers who go from the one to the next. Who has no next event leaves.',
  process:
    'Each customer’s events in the period, in the order of time. A box is an activity, an arrow says how often one directly followed another and how many people did so. Rare ones are left out of the picture, not out of the counts.',
  funnel:
    'Of the customers who did the first step in the period, those who did each further step later than the one before, all within the window. Each customer counts once. Intervals are 95 % Wilson intervals.',
  'time-between':
    'From the first event to the first later one that it leads to, for each customer once unless the question says each time. Who did not arrive yet has no time and is counted beside.',
};
