import type { DesignMove, DeviationKind } from '../../../../api';

/** The six kinds, in the order in which they are shown. */
export const deviationKinds: { kind: DeviationKind; name: string; how: string }[] = [
  { kind: 'missing', name: 'Left out', how: 'a step was not done' },
  { kind: 'out_of_order', name: 'Out of order', how: 'a step was done elsewhere than designed' },
  { kind: 'wrong_branch', name: 'Wrong branch', how: 'a step of a branch, where another one was taken' },
  { kind: 'repeated', name: 'Repeated', how: 'a step was done once more in its place' },
  { kind: 'too_slow', name: 'Too slow', how: 'a step took longer than its limit' },
  { kind: 'extra', name: 'Not designed', how: 'something the design does not have' },
];

export const deviationName = (kind: DeviationKind): string => deviationKinds.find((each) => each.kind === kind)?.name ?? kind;

/** What was done in a variant, without what only the design has. */
export const doneIn = (moves: DesignMove[]): string[] => moves.filter(({ move }) => move !== 'design').map(({ label }) => label);
