import { thingIn } from '../engine/operations';
import type { Cell, Link, MapDocument, Pain } from '../engine/fields';
import { headColumn, spotOf, stagesRow, stepsRow, type Board, type Place } from './place';
import { selecting, type Selection } from './selection';
import type { ThingRef } from './selected_thing';

/** What is to be selected to have a thing in sight; null: it is nowhere on the board. */
export function selectionOf(board: Board, document: MapDocument, { in: part, id }: ThingRef): Selection | null {
  const thing = thingIn(document, part, id);
  if (!thing) return null;
  const at = (place: Place, card: string | null = null) => (spotOf(board, place) ? selecting(place, card) : null);
  const step = (of: string) => at({ row: stepsRow, column: of });
  switch (part) {
    case 'stages': {
      const from = board.visible.stages.find((stage) => stage.id === id)?.from;
      return from === undefined ? null : at({ row: stagesRow, column: board.columns[from] ?? '' });
    }
    case 'steps': return step(id);
    case 'lanes': return at({ row: id, column: headColumn });
    case 'cells': {
      const cell = thing as unknown as Cell;
      return at({ row: cell.lane, column: cell.step }, id);
    }
    case 'pains': {
      const pain = thing as unknown as Pain;
      const lane = board.visible.lanes.find(({ kind }) => kind === 'pain');
      return (lane && at({ row: lane.id, column: pain.step }, id)) ?? step(pain.step);
    }
    case 'links': return step((thing as unknown as Link).from);
    default: return null;
  }
}
