import type { Marks } from '../../../../api/map_numbers';
import type { NumbersView } from '../../numbers/numbers_view';
import type { Column } from '../../engine/visible';
import { feelingText, marked, type FeelingPoint } from './emotion_curve';

/** A point that was counted: by how many people, and between which ends the value lies. */
export interface CountedPoint extends FeelingPoint {
  n: number;
  low: number | null;
  high: number | null;
}

export interface FeltLayers {
  feedback: readonly CountedPoint[];
  measured: readonly CountedPoint[];
  /** What each step is in the layer that is known best. */
  marks: ReadonlyMap<number, readonly ('peak' | 'trough' | 'end')[]>;
}

/** So few people are drawn, but paler: the value may be chance. */
export const fewPeople = 20;

const nothing: FeltLayers = { feedback: [], measured: [], marks: new Map() };

function pointsOf(view: NumbersView, columns: readonly Column[], layer: 'computed' | 'measured'): CountedPoint[] {
  return columns.flatMap(({ step }, column) => {
    const felt = step && view.step(step.id)?.emotion[layer];
    return felt ? [{ column, value: felt.value, n: felt.n, low: felt.low, high: felt.high }] : [];
  });
}

/** The layers that come from data, by column; of steps without data there are no points. */
export function feltLayers(view: NumbersView | null, columns: readonly Column[], assumed: readonly FeelingPoint[]): FeltLayers {
  if (!view) return assumed.length > 0 ? { ...nothing, marks: marksOfPoints(assumed) } : nothing;
  const feedback = pointsOf(view, columns, 'computed');
  const measured = pointsOf(view, columns, 'measured');
  const { computed: ofFeedback, measured: ofMeasured } = view.numbers.answer.result.curve.steps;
  const counted = measured.length > 0 ? ofMeasured : feedback.length > 0 ? ofFeedback : null;
  return { feedback, measured, marks: counted ? marksByColumn(counted, columns) : marksOfPoints(assumed) };
}

function marksByColumn(marks: Marks, columns: readonly Column[]) {
  const found = new Map<number, ('peak' | 'trough' | 'end')[]>();
  for (const name of ['peak', 'trough', 'end'] as const) {
    for (const id of marks[name]?.at ?? []) {
      const column = columns.findIndex(({ step }) => step?.id === id);
      if (column >= 0) found.set(column, [...(found.get(column) ?? []), name]);
    }
  }
  return found;
}

function marksOfPoints(points: readonly FeelingPoint[]) {
  const found = new Map<number, ('peak' | 'trough' | 'end')[]>();
  const all = marked(points);
  for (const name of ['peak', 'trough', 'end'] as const) {
    const column = all[name]?.column;
    if (column !== undefined) found.set(column, [...(found.get(column) ?? []), name]);
  }
  return found;
}

/** "measured −1.6 (n 640, −1.8 to −1.4)" */
export function countedWords(name: string, { value, n, low, high }: Omit<CountedPoint, 'column'>): string {
  const ends = low === null || high === null ? '' : `, ${feelingText(low)} to ${feelingText(high)}`;
  return `${name} ${feelingText(value)} (n ${n}${ends})`;
}
