import type { MapDocument, PartName } from '../../engine/fields';
import { spotOf, type Board } from '../place';
import { selectionOf } from '../thing_place';
import type { ShownChange } from './shown_difference';

const parts: readonly PartName[] = ['about', 'personas', 'stages', 'steps', 'links', 'lanes', 'cells', 'pains'];

/**
 * Changes as one goes through them: the map itself, then the board from top to bottom and from left to right. What came
 * or went together with something else is found there and not gone to by itself.
 */
export function shownInBoardOrder(board: Board, document: MapDocument, changes: readonly ShownChange[]): ShownChange[] {
  const rank = (change: ShownChange) => {
    const selection = selectionOf(board, document, change);
    const spot = selection && spotOf(board, selection.focus);
    return spot ? [1, spot.row, spot.column] : [parts.indexOf(change.in) < 2 ? 0 : 2, parts.indexOf(change.in), 0];
  };
  return changes
    .filter(({ isPart }) => !isPart)
    .map((change) => ({ change, rank: rank(change) }))
    .sort((a, b) => (a.rank[0] as number) - (b.rank[0] as number) || (a.rank[1] as number) - (b.rank[1] as number) || (a.rank[2] as number) - (b.rank[2] as number))
    .map(({ change }) => change);
}
