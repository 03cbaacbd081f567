import type { Visible } from '../../engine/visible';
import { ownerOf, type PersonaOnMap } from '../personas/persona_view';
import type { FeelingPoint } from './emotion_curve';
import type { PersonaCurve } from './persona_curves';

/** What people said in a lane of the curve, by column. */
export interface Feelings {
  /** Everybody's. */
  points: readonly FeelingPoint[];
  /** Those of each persona who has a curve of her own. */
  own: readonly PersonaCurve[];
  /** Where they marked a moment that matters. */
  moments: ReadonlySet<number>;
  /** Where words stand under the curve. */
  noted: readonly number[];
}

const known = new WeakMap<object, { columns: Visible['columns']; personas: ReadonlyMap<string, PersonaOnMap>; felt: Feelings }>();

/** The same object for as long as nothing in the lane or the columns is different. */
export function feelings(visible: Visible, lane: string, personas: ReadonlyMap<string, PersonaOnMap>): Feelings {
  const cells = visible.cellsIn(lane);
  const before = known.get(cells);
  if (before?.columns === visible.columns && before.personas === personas) return before.felt;
  const pointsOf = (owner: string | null): FeelingPoint[] =>
    visible.columns.flatMap(({ step }, column) => {
      const value = step ? cells.get(step.id)?.find((cell) => cell.value !== undefined && ownerOf(cell, personas) === owner)?.value : undefined;
      return value === undefined ? [] : [{ column, value }];
    });
  const moments = new Set<number>();
  const noted: number[] = [];
  visible.columns.forEach(({ step }, column) => {
    const here = step ? (cells.get(step.id) ?? []) : [];
    const said = here.find(({ value }) => value !== undefined) ?? here[0];
    if (said?.text) noted.push(column);
    if (here.some(({ moment }) => moment)) moments.add(column);
  });
  const own = [...personas.values()].map((persona) => ({ persona, points: pointsOf(persona.id) })).filter(({ points }) => points.length > 0);
  const felt = { points: pointsOf(null), own, moments, noted };
  known.set(cells, { columns: visible.columns, personas, felt });
  return felt;
}
