import type { CardNumbers, LeftOut, MapNumbers, MapQuestion, PlaceNumbers } from '../../../api/map_numbers';

/** The numbers of a map by the things they belong to. */
export interface NumbersView {
  numbers: MapNumbers;
  stage: (id: string) => PlaceNumbers | undefined;
  step: (id: string) => PlaceNumbers | undefined;
  card: (id: string) => CardNumbers | undefined;
  /** Why a thing has no numbers. */
  leftOut: (id: string) => LeftOut | undefined;
}

function byId<T extends { id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.id, one]));
}

const views = new WeakMap<MapNumbers, NumbersView>();

export function viewOf(numbers: MapNumbers): NumbersView {
  const known = views.get(numbers);
  if (known) return known;
  const { result } = numbers.answer;
  const [stages, steps, cards] = [byId(result.stages), byId(result.steps), byId(result.cards)];
  const left = new Map<string, LeftOut>();
  for (const one of numbers.unbound) if (!left.has(one.id)) left.set(one.id, one);
  const bound = <T extends PlaceNumbers>(place: T | undefined) => (place?.bound ? place : undefined);
  const view: NumbersView = {
    numbers,
    stage: (id) => bound(stages.get(id)),
    step: (id) => bound(steps.get(id)),
    card: (id) => cards.get(id),
    leftOut: (id) => left.get(id),
  };
  views.set(numbers, view);
  return view;
}

/**
 * The question for the people behind one number, as short as it can be: it stands in the address. Names say nothing
 * about people, cards and steps are counted apart but for what stands nowhere, and feedback only says who gave it.
 */
export function peopleQuestion(question: MapQuestion, ref: string): MapQuestion {
  const ofCard = ref.startsWith('card:') ? ref.slice('card:'.length) : null;
  const { cards = [], feedback, trend, ...rest } = question;
  if (ofCard !== null) {
    const { kind, range, who } = rest;
    return { kind, ...(range ? { range } : {}), ...(who ? { who } : {}), stages: [], steps: [], cards: cards.filter(({ id }) => id === ofCard).map(({ id, match }) => ({ id, match })) };
  }
  return {
    ...rest,
    stages: rest.stages.map(({ name: _, ...stage }) => stage),
    steps: rest.steps.map(({ name: _, ...step }) => step),
    ...(ref.startsWith('unmapped:') && cards.length > 0 ? { cards: cards.map(({ id, match }) => ({ id, match })) } : {}),
    ...(feedback && ref.endsWith(':feedback') ? { feedback } : {}),
    ...(trend && ref.includes('trend:') ? { trend } : {}),
  };
}
