import type { Lane } from '../../engine/fields';
import type { Visible } from '../../engine/visible';
import { alignCards, alignLanes, alignSteps, cardsOf, type ComparedCard, type ComparedStep, type Fate, type Pair } from './align';

export interface ComparedLane extends Pair<Lane> {
  /** A list for each step. */
  cards: ComparedCard[][];
  differs: boolean;
}

export interface Comparison {
  steps: ComparedStep[];
  lanes: ComparedLane[];
  counts: { steps: Record<Fate, number>; cards: Record<Fate, number> };
}

const none = (): Record<Fate, number> => ({ same: 0, changed: 0, moved: 0, added: 0, removed: 0 });

/** Everything that is the same and different between two maps. */
export function compared(before: Visible, after: Visible): Comparison {
  const steps = alignSteps(before, after);
  const places = (visible: Visible) => {
    const all = new Set<string>();
    for (const lane of visible.lanes) for (const { step } of visible.columns) if (step) for (const { id } of cardsOf(visible, lane, step)) all.add(id);
    return all;
  };
  const [old, now] = [places(before), places(after)];
  const elsewhere = { before: (id: string) => old.has(id), after: (id: string) => now.has(id) };
  const lanes = alignLanes(before, after).map((lane): ComparedLane => {
    const cards = steps.map((step) => alignCards(cardsOf(before, lane.before, step.before), cardsOf(after, lane.after, step.after), elsewhere));
    return { ...lane, cards, differs: lane.before === null || lane.after === null || cards.some((place) => place.some(({ fate }) => fate !== 'same')) };
  });
  const counts = { steps: none(), cards: none() };
  for (const { fate } of steps) counts.steps[fate] += 1;
  // A card that was moved is in two places, and is counted where it came to.
  for (const lane of lanes) for (const place of lane.cards) for (const { fate, after: card } of place) if (fate !== 'moved' || card) counts.cards[fate] += 1;
  return { steps, lanes, counts };
}
