import type { LaneKind } from '../engine/fields';

interface Kind {
  title: string;
  what: string;
}

/** What people choose from when they add a lane, in the order of the list. */
export const laneKindWords: Record<LaneKind, Kind> = {
  text: { title: 'Actions', what: 'What the customer does, or anything else in words' },
  voice: { title: 'Thinks', what: 'Thoughts and quotes, in the customer’s own words' },
  question: { title: 'Questions', what: 'What the customer wants to know here' },
  emotion: { title: 'Feels', what: 'The curve from −2 to +2' },
  touchpoint: { title: 'Touchpoints', what: 'Where customer and brand meet' },
  channel: { title: 'Channels', what: 'The media it happens on' },
  pain: { title: 'Pain points', what: 'Where it hurts, and how we know' },
  moment: { title: 'Moments that matter', what: 'Where most is won or lost' },
  opportunity: { title: 'Opportunities', what: 'What could be better' },
  solution: { title: 'Solutions', what: 'What is being done about it' },
  people: { title: 'Front stage', what: 'People whom the customer meets' },
  process: { title: 'Back stage', what: 'What happens behind: systems and processes' },
  line: { title: 'Line of visibility', what: 'A line of a service blueprint' },
  metric: { title: 'Live', what: 'Numbers from the data' },
  list: { title: 'List', what: 'Short points, to tick off if you like' },
  rich_text: { title: 'Notes', what: 'Text with bold, italics, lists and links' },
  image: { title: 'Pictures', what: 'Screens, photographs, evidence' },
  custom: { title: 'Own lane', what: 'Anything that is yours' },
};

export const evidenceWords = { none: 'not said', assumed: 'assumed', researched: 'researched', measured: 'measured' } as const;
export const toneWords = { none: 'none', good: 'good', bad: 'bad', idea: 'idea', question: 'question' } as const;
export const categoryWords = {
  none: 'not said', proposition_and_policy: 'proposition and policy', process: 'process', people: 'people', technology: 'technology', organisation: 'organisation',
} as const;
