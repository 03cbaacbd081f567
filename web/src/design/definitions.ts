/**
 * How numbers are counted, as it stands beside them. The definitions themselves are in
 * docs/query-language.md; a change there is a change here.
 */
export const definitions = {
  reached:
    'Of the customers with any event in the period, the share who reached this at least once. The interval is the 95 % Wilson interval; the change compares with the time before the date it names.',
  archetypes:
    'Customers are compared by how often they did each thing and used each channel, on how many days they came, and how much of it was in the evening or at the weekend. Those who are alike stand together (k-means). The number of groups is the one that tells them apart best; 0.5 of 1 or more is clear, below 0.25 they run into each other.',
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
  paths:
    'Each customer has one path: from their first event that the question begins with onwards, or, where only the end is given, from their last such event backwards. A ribbon is as wide as those who went from one event to the very next. “Left” had no further event that is looked at, within the time limit where there is one. Where passes are counted, one customer may have several paths, which share no event.',
  process:
    'Each case is the sequence of one customer’s events, or of one session. An edge counts how often one was directly followed by the other, and by how many people; its time lies between the two. The sliders draw fewer, they never change a number.',
  funnel:
    'A step is reached by events of the steps up to it, each by an event of its own, in this order unless the question says otherwise, the last within the time limit from the first; equal times may stand in either order. Each customer counts once, with the attempt that gets furthest, of those the earliest, or with the one the question names.',
  map_health:
    'From 0 to 100: the mean of the parts that there is data for, by their weight. Steps that data reaches count 30 (of all steps; before the first look, those that are bound), people who keep to the mapped path 30 (of at least 20 people in the eight weeks before the last look), a review in time 20 (nothing is left of it 90 days after the day), and what is researched or measured 20 (of cards and pain points that state their evidence). Up to 50 is poor, up to 75 fair.',
  map_drift:
    'Each journey is held against the nearest way that the map allows: its steps in order, its links, its optional steps left out or not. It may begin and end at any step, and a pause of 30 days ends it; steps without data are passed over. Who leaves that way at a step, counts there once: drift is their share of the people at the step, with the 95 % interval. Ending early is no drift; “go on” tells of it. In the trend, people count in each week they were there.',
  conformance:
    'Each journey is held against the run of the design that is nearest to it: what either side does alone costs 1, and the least cost is found exactly. Fitness is 1 less that cost over the events and the steps of the shortest run; its mean is over journeys, with the 95 % interval. A journey fits when it has no deviation at all, none in time either. The time a deviation goes with is the median length of journeys with it less that of the others: a difference, not an effect.',
  next:
    'After each person’s first such event, or after every one where “each time” is chosen: the very next event, also at the same time. The shares and “nothing” add up to 100 %; the times are from the one to the other.',
  time_between:
    'From each customer’s first event that begins it to the first one after it that ends it, or from every one where “each time” is chosen. The median and the quartiles are of those who arrived; the interval of the median comes from order statistics.',
  differences:
    'The same question asked twice, of the ones and of the others. Each share less the other, in points, with the 95 % interval by Newcombe’s method; where the interval holds 0 the difference may be chance. Those that are surest apart come first.',
  retention:
    'Of those who did the first event, the share who did the second in the period counted from there. A start is never its own return. The curve counts only those whose period was over; a cell whose period is not over is hatched and says what is known so far.',
  lifecycle:
    'New: active for the first time ever. Stayed: active in the period before as well. Came back: active again after at least one period of silence. Fell silent: active in the period before, not in this one. Whether somebody was active before is judged by all that is known, also from before the time asked about.',
  stickiness:
    'On how many days of the period each active person was active. The share on a usual day is the mean of active people a day over all active in the period.',
  trend:
    'Each measure is counted in each bucket by itself: a person who comes in two of them counts in both, and once in all. A bucket that the period covers in part is dashed. Where there is history enough, the expected value and its band come from the measure’s own past, with its trend and the day of the week; what lies outside of 99 in 100 is marked.',
  sessions:
    'Events of one customer belong to one session while no gap between neighbours is longer than the one stated. A session counts at the time and on the channel of its first event, and lasts from there to its last. “One event only” are sessions of a single event.',
  transitions:
    'Each event of a customer and their very next one are one transition. A row adds up to 100 %: of all transitions that leave it, the share that go there. “Changed at least once” is of all customers who have an event.',
  drivers:
    'Everybody begins with their start. What they do in the first days is looked at, then whether they reach the outcome afterwards; who had it already, and whose time is not over, is left out. The difference is that of the two shares with its 95 % interval; q holds the share of false findings below the stated one. What goes together need not be a cause.',
  attribution:
    'Each conversion is worth one, shared among the touches that came before it since the customer’s last conversion; each model shares in its own way, said under the table. Credits add up to the conversions that had a touch. A model is a rule for sharing, not a cause: it does not say what would have happened without a touch.',
  pattern:
    'Matches are taken from left to right and do not overlap. Each element takes the very next event of the customer unless “then” lets others come between; events of one time stand in the order in which they are stored.',
  map_place:
    'An event that several steps match belongs to the first of them; a visit is a run of events here without one at another step between. “Go on”: reached a later step after their first event here. “Leave”: their last event on the map was here, and there was no outcome. “Come again”: two visits or more. “Go back”: the step after their first visit was an earlier one. “Slow”: took longer to the next step than nine of ten of all ways on. Stages are counted alike, apart from steps.',
  map_card:
    'Everybody in the period and segment who had an event of this touchpoint at least once, wherever else they were. Touchpoints share events and have no order.',
  map_emotion:
    'From −2 to +2. Feedback: the mean over people of each one’s mean answer, scales turned linearly; an answer belongs to the step of its event, else to the last one before it. Measured: how much more goes wrong here than on the map as a whole, each excess times its weight, turned by −2 · tanh(excess / 0.35); zero is the map’s own average.',
  map_effect:
    'Who was here before their first outcome, or without one, against everybody else on the map: the difference of the shares with the outcome, with Newcombe’s 95 % interval. It holds where at most 5 % of such findings are expected to be false and the interval leaves out 0. A difference is not an effect of the step by itself: late steps are reached by those who got far.',
  map_unmapped:
    'Names of events between a customer’s first and last event on the map that belong to no step, stage or touchpoint of it; those of most people first.',
  map_unanswered:
    'A question is answered by a touchpoint that stands at one of its steps and that somebody met; one without data is taken on trust. Questions that are ticked off are answered.',
  fill: 'The share of this event’s occurrences that carry the property.',
  fill_sampled:
    'The share of the sampled events that carry the property. How many were sampled stands beside it; volumes are counted exactly.',
} as const;

export type Definition = keyof typeof definitions;
