import type { QueryDocument } from '../../../api';

/** The questions this screen asks. */
export const exploreKinds = [
  'paths', 'next', 'transitions', 'process', 'conformance', 'funnel', 'time-between', 'retention', 'lifecycle', 'stickiness',
  'trend', 'sessions', 'drivers', 'attribution', 'pattern',
] as const;
export type ExploreKind = (typeof exploreKinds)[number];
export type ExploreDocument = Extract<QueryDocument, { kind: ExploreKind }>;

export interface Tab {
  label: string;
  /** The first one is what the tab opens with; the others are one click further. */
  kinds: readonly ExploreKind[];
}

/** Related questions share a tab, so that the bar stays short. */
export const tabs: readonly Tab[] = [
  { label: 'Paths', kinds: ['paths', 'next', 'transitions'] },
  { label: 'Process', kinds: ['process', 'conformance'] },
  { label: 'Funnel', kinds: ['funnel'] },
  { label: 'Time', kinds: ['time-between'] },
  { label: 'Retention', kinds: ['retention', 'lifecycle', 'stickiness'] },
  { label: 'Trend', kinds: ['trend', 'sessions'] },
  { label: 'Drivers', kinds: ['drivers', 'attribution'] },
  { label: 'Pattern', kinds: ['pattern'] },
];

export const kindNames: Record<ExploreKind, string> = {
  paths: 'Paths',
  next: 'Next',
  transitions: 'Transitions',
  process: 'Process',
  conformance: 'Conformance',
  funnel: 'Funnel',
  'time-between': 'Time',
  retention: 'Retention',
  lifecycle: 'Lifecycle',
  stickiness: 'Stickiness',
  trend: 'Trend',
  sessions: 'Sessions',
  drivers: 'Drivers',
  attribution: 'Attribution',
  pattern: 'Pattern',
};

/** What every server answers; of the rest its schema says so. */
const always: readonly ExploreKind[] = ['paths', 'process', 'funnel', 'time-between'];

export const isAlwaysKnown = (kind: ExploreKind): boolean => always.includes(kind);

export function isExploreKind(kind: unknown): kind is ExploreKind {
  return exploreKinds.some((each) => each === kind);
}

export const tabOf = (kind: ExploreKind): Tab => tabs.find((tab) => tab.kinds.includes(kind)) as Tab;

/** The tabs a server has something to show in, each with the kinds it knows; null: not known yet. */
export function knownTabs(known: ReadonlySet<string> | null): Tab[] {
  return tabs
    .map((tab) => ({ ...tab, kinds: tab.kinds.filter((kind) => isAlwaysKnown(kind) || known?.has(kind)) }))
    .filter((tab) => tab.kinds.length > 0);
}
