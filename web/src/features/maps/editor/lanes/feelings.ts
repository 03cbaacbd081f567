import type { Visible } from '../../engine/visible';
import type { FeelingPoint } from './emotion_curve';

/** What people said in a lane of the curve, by column. */
export interface Feelings {
  points: readonly FeelingPoint[];
  /** Where they marked a moment that matters. */
  moments: ReadonlySet<number>;
  /** Where words stand under the curve. */
  noted: readonly number[];
}

const known = new WeakMap<object, { columns: Visible['columns']; felt: Feelings }>();

/** The same object for as long as nothing in the lane or the columns is different. */
export function feelings(visible: Visible, lane: string): Feelings {
  const cells = visible.cellsIn(lane);
  const before = known.get(cells);
  if (before?.columns === visible.columns) return before.felt;
  const points: FeelingPoint[] = [];
  const moments = new Set<number>();
  const noted: number[] = [];
  visible.columns.forEach(({ step }, column) => {
    const here = step ? (cells.get(step.id) ?? []) : [];
    const said = here.find(({ value }) => value !== undefined) ?? here[0];
    if (said?.value !== undefined) points.push({ column, value: said.value });
    if (said?.text) noted.push(column);
    if (here.some(({ moment }) => moment)) moments.add(column);
  });
  const felt = { points, moments, noted };
  known.set(cells, { columns: visible.columns, felt });
  return felt;
}
