/**
 * How numbers are counted, as it stands beside them. The definitions themselves are in
 * docs/query-language.md; a change there is a change here.
 */
export const definitions = {
  reached:
    'Of the customers with any event in the period, the share who reached this at least once. The interval is the 95 % Wilson interval; the change compares with the time before the date it names.',
  customers:
    'Customers with at least one event in the period. Two events belong to one customer when their identities are linked.',
  events: 'Events in the period, each counted once however often it was sent.',
  stage:
    'Customers with at least one event at a touchpoint of the stage in the period. Stages and touchpoints are proposed from the events alone. Blocks are as high as they have people.',
  onward:
    'Of a stage’s customers, the share who later reach a later stage, and the median time until they do. Everybody else of the stage counts as lost and leaves downwards.',
  friction:
    'Measured from behaviour, from −2 to +2: how much more often than usual in this journey people drop off, repeat a step, go backwards, wait or contact support. Zero is the journey’s own baseline, below it is worse.',
  findings:
    'A touchpoint, often for one segment, did worse for a span of time than it did itself before. Every touchpoint, segment and span counts as a test, and the threshold is set so that of what is shown at most the stated share is expected to be false (false discovery rate).',
  impact:
    'People beyond what was usual, times how much less often they then reach the goal, times the mean revenue of a goal. Where that cannot be told, from the goal on or without revenue in the data, the ranking goes by people.',
  standing:
    'The share of customers at the touchpoint who have this trouble, less what is usual across the journey, with the 95 % interval. This is a ranking of what is always there, not a test of a change.',
  channels:
    'Customers with at least one event on the channel; one customer can count on several. “Come” is the share whose first event was there, “go” the share whose last one was.',
  activity:
    'Events by day in the workspace’s time zone. A pale bar is a day the period covers only in part: it is not a drop.',
  fill: 'The share of this event’s occurrences that carry the property.',
  fill_sampled:
    'The share of the sampled events that carry the property. How many were sampled stands beside it; volumes are counted exactly.',
} as const;

export type Definition = keyof typeof definitions;
