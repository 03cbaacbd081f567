import { headColumn, isWithin, placeOf, rangeOf, settled, spotOf, type Board, type Place, type Range, type Spot } from './place';

/** What is selected: the places between two corners, and perhaps one card of the place that has the focus. */
export interface Selection {
  anchor: Place;
  focus: Place;
  card: string | null;
}

export function selecting(focus: Place, card: string | null = null): Selection {
  return { anchor: focus, focus, card };
}

/** Where the focus is on a board that others change too: a place that is gone gives way to the nearest. */
export function focusSpot(board: Board, selection: Selection | null, last: Spot): Spot {
  const spot = selection && spotOf(board, selection.focus);
  return spot ?? settled(board, last);
}

export function rangeIn(board: Board, selection: Selection, last: Spot): Range {
  const focus = focusSpot(board, selection, last);
  const range = rangeOf(spotOf(board, selection.anchor) ?? focus, focus);
  // Heads of lanes are selected as a whole, not with what is beside them.
  return range.left < 0 && range.right >= 0 ? { ...range, left: -1 } : range;
}

export function isSelected(range: Range | null, row: number, column: number): boolean {
  return range !== null && isWithin(range, row, column);
}

export function movedTo(board: Board, selection: Selection | null, to: Spot, extend: boolean): Selection {
  const focus = placeOf(board, settled(board, to));
  return extend && selection ? { ...selection, focus, card: null } : selecting(focus);
}

export function isOneHead(range: Range): boolean {
  return range.top === range.bottom && range.left === range.right && (range.top < 2 || range.left < 0);
}

export function isLaneHead(place: Place): boolean {
  return place.column === headColumn && place.row.startsWith('lan_');
}
