import type { MapDocument, PartName } from '../engine/fields';
import { thingIn } from '../engine/operations';
import type { Selection } from './selection';
import { headAt, type Board, type Spot } from './place';

export interface ThingRef {
  in: PartName;
  id: string;
}

export function partOfCard(board: Board, row: number): 'cells' | 'pains' {
  return board.visible.lanes[row - 2]?.kind === 'pain' ? 'pains' : 'cells';
}

export function cardsAt(board: Board, { row, column }: Spot): readonly { id: string }[] {
  const lane = board.visible.lanes[row - 2];
  const step = board.visible.columns[column]?.step;
  if (!lane || !step) return [];
  return lane.kind === 'pain' ? board.visible.painsAt(step.id) : board.visible.cellsAt(lane.id, step.id);
}

/** What the selection is about: a head, the selected card or the first one of its place; else the map itself. */
export function selectedThing(board: Board, document: MapDocument, selection: Selection | null, spot: Spot): ThingRef {
  if (!selection) return { in: 'about', id: 'about' };
  const head = headAt(board, spot);
  if (head) return head;
  const cards = cardsAt(board, spot);
  const card = cards.find(({ id }) => id === selection.card) ?? cards[0];
  const part = partOfCard(board, spot.row);
  return card && thingIn(document, part, card.id) ? { in: part, id: card.id } : { in: 'about', id: 'about' };
}
