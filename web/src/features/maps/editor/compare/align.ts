import { isSame } from '../../engine/diff';
import { fieldsIn, type Cell, type Lane, type Pain, type Step, type Thing } from '../../engine/fields';
import type { Seen, Visible } from '../../engine/visible';

/** What became of a thing on the way from one map to the other. */
export type Fate = 'same' | 'changed' | 'moved' | 'added' | 'removed';

export interface Pair<T> {
  before: Seen<T> | null;
  after: Seen<T> | null;
}

export interface ComparedStep extends Pair<Step> {
  fate: Fate;
  stage: string;
  /** Of a moved one: the step it stood after; '' at the beginning. */
  stoodAfter?: string;
  /** Where the stage is another one: what it was called. */
  stageBefore?: string;
}

const plain = (text: string | undefined) => (text ?? '').trim().replace(/\s+/g, ' ').toLowerCase();

/** By id first, as a copy keeps them; then by what they are called, each once. */
function paired<T>(before: readonly Seen<T>[], after: readonly Seen<T>[], called: (thing: Seen<T>) => string): Map<string, Seen<T>> {
  const byId = new Map(before.map((thing) => [thing.id, thing]));
  const pairs = new Map<string, Seen<T>>();
  const taken = new Set<string>();
  const take = (id: string, own: Seen<T> | undefined) => {
    if (!own) return;
    pairs.set(id, own);
    taken.add(own.id);
  };
  for (const { id } of after) take(id, byId.get(id));
  for (const thing of after) {
    if (pairs.has(thing.id) || called(thing) === '') continue;
    take(thing.id, before.find((own) => !taken.has(own.id) && called(own) === called(thing)));
  }
  return pairs;
}

/** The places of a longest list of numbers that only grow. */
function growing(numbers: readonly number[]): Set<number> {
  const ends: number[] = [];
  const previous: number[] = [];
  numbers.forEach((number, at) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] as number] as number) < number) low = middle + 1;
      else high = middle;
    }
    previous[at] = low > 0 ? (ends[low - 1] as number) : -1;
    ends[low] = at;
  });
  const kept = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] as number) kept.add(at);
  return kept;
}

const stepFields = ['title', 'note', 'optional', 'touchpoint', 'binding', 'map'];

function differs(before: Thing, after: Thing, fields: Iterable<string>): boolean {
  return [...fields].some((field) => !isSame(before[field], after[field]));
}

export const stepsOfMap = (visible: Visible): Seen<Step>[] => visible.columns.flatMap(({ step }) => (step ? [step] : []));

/**
 * The steps of both maps side by side, in the order of the later map; what is gone stands where it stood. A step that
 * is in both and not among those that kept their order was moved.
 */
export function alignSteps(before: Visible, after: Visible): ComparedStep[] {
  const [old, now] = [stepsOfMap(before), stepsOfMap(after)];
  const pairs = paired(old, now, ({ title }) => plain(title));
  const place = new Map(old.map(({ id }, at) => [id, at]));
  const both = now.filter(({ id }) => pairs.has(id));
  const kept = growing(both.map(({ id }) => place.get(pairs.get(id)?.id ?? '') ?? 0));
  const still = new Set(both.filter((_, at) => kept.has(at)).map(({ id }) => id));
  const stageOf = (visible: Visible, id: string) => visible.stages.find((stage) => stage.id === id)?.title ?? '';
  const steps: ComparedStep[] = now.map((step) => {
    const own = pairs.get(step.id) ?? null;
    const stage = stageOf(after, step.stage);
    if (!own) return { before: null, after: step, fate: 'added', stage };
    const was = stageOf(before, own.stage);
    const other = plain(was) === plain(stage) ? {} : { stageBefore: was };
    if (!still.has(step.id)) return { before: own, after: step, fate: 'moved', stage, stoodAfter: old[(place.get(own.id) ?? 0) - 1]?.title ?? '', ...other };
    const changed = differs(own, step, stepFields) || other.stageBefore !== undefined;
    return { before: own, after: step, fate: changed ? 'changed' : 'same', stage, ...other };
  });
  const found = new Set([...pairs.values()].map(({ id }) => id));
  old.forEach((step, at) => {
    if (found.has(step.id)) return;
    // After the nearest step before it that kept its place, or that is gone too.
    const isBefore = new Set(old.slice(0, at).map(({ id }) => id));
    let to = 0;
    steps.forEach((one, where) => {
      if (one.before && one.fate !== 'moved' && isBefore.has(one.before.id)) to = where + 1;
    });
    steps.splice(to, 0, { before: step, after: null, fate: 'removed', stage: stageOf(before, step.stage) });
  });
  return steps;
}

/** The lanes of both maps: by id, else by kind and title. */
export function alignLanes(before: Visible, after: Visible): Pair<Lane>[] {
  const pairs = paired(before.lanes, after.lanes, ({ kind = 'text', title }) => `${kind} ${plain(title)}`);
  const found = new Set([...pairs.values()].map(({ id }) => id));
  const lanes: Pair<Lane>[] = after.lanes.map((lane) => ({ before: pairs.get(lane.id) ?? null, after: lane }));
  before.lanes.forEach((lane, at) => {
    if (found.has(lane.id)) return;
    const previous = new Set(before.lanes.slice(0, at).map(({ id }) => id));
    const to = lanes.reduce((last, one, where) => (one.before && previous.has(one.before.id) ? where + 1 : last), 0);
    lanes.splice(to, 0, { before: lane, after: null });
  });
  return lanes;
}

type Card = Cell | Pain;

export interface ComparedCard extends Pair<Card> {
  fate: Fate;
  /** Fields that are not the same, without the text. */
  fields: string[];
}

const cardFields = [...new Set([...fieldsIn('cells').keys(), ...fieldsIn('pains').keys()])].filter((field) => !['lane', 'step', 'to', 'order', 'text', 'persona', 'opportunity', 'options'].includes(field));

/** The cards of one place in both maps; `elsewhere` says whether a card stands at another place of the other map. */
export function alignCards(before: readonly Seen<Card>[], after: readonly Seen<Card>[], elsewhere: { before: (id: string) => boolean; after: (id: string) => boolean }): ComparedCard[] {
  const pairs = paired(before, after, ({ text }) => plain(text));
  const found = new Set([...pairs.values()].map(({ id }) => id));
  const gone: ComparedCard[] = before.filter(({ id }) => !found.has(id)).map((card) => ({ before: card, after: null, fate: elsewhere.after(card.id) ? 'moved' : 'removed', fields: [] }));
  const here = after.map((card): ComparedCard => {
    const own = pairs.get(card.id) ?? null;
    if (!own) return { before: null, after: card, fate: elsewhere.before(card.id) ? 'moved' : 'added', fields: [] };
    const fields = cardFields.filter((field) => !isSame((own as Thing)[field], (card as Thing)[field]));
    return { before: own, after: card, fate: fields.length > 0 || (own.text ?? '') !== (card.text ?? '') ? 'changed' : 'same', fields };
  });
  return [...gone, ...here];
}

/** The cards of a lane at a step. */
export function cardsOf(visible: Visible, lane: Seen<Lane> | null, step: Seen<Step> | null): readonly Seen<Card>[] {
  if (!lane || !step) return [];
  return lane.kind === 'pain' ? visible.painsAt(step.id) : visible.cellsAt(lane.id, step.id);
}
