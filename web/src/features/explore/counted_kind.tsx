import { Counted, definitions, type Definition } from '../../design';
import { kindNames, type ExploreKind } from './ask/kinds';

const definitionOf: Record<ExploreKind, Definition> = {
  paths: 'paths',
  next: 'next',
  transitions: 'transitions',
  process: 'process',
  conformance: 'conformance',
  funnel: 'funnel',
  'time-between': 'time_between',
  retention: 'retention',
  lifecycle: 'lifecycle',
  stickiness: 'stickiness',
  trend: 'trend',
  sessions: 'sessions',
  drivers: 'drivers',
  attribution: 'attribution',
  pattern: 'pattern',
};

/** How the numbers of a kind are counted: the same words on the page of Explore and on a tile. */
export const countedWords = (kind: ExploreKind): string => definitions[definitionOf[kind]];

interface CountedKindProps {
  kind: ExploreKind;
  /** The picture's own name, where it is not the kind's. */
  what?: string;
}

/** "How is this counted?" beside the title of a picture. */
export function CountedKind({ kind, what = kindNames[kind] }: CountedKindProps) {
  return <Counted what={what} as={definitionOf[kind]} />;
}
