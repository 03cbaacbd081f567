import type { Visible } from '../engine/visible';

/**
 * A place of the board. Rows: the stages, the steps and each lane. Columns: what a row is called, and each step (or
 * the place of a stage without steps). By ids, so that it stays where it is when others insert beside it.
 */
export interface Place {
  row: string;
  column: string;
}

export const stagesRow = 'stages';
export const stepsRow = 'steps';
export const headColumn = 'head';

export interface Spot {
  row: number;
  column: number;
}

export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The rows and columns of a board in their order; row 0 are the stages, row 1 the steps, column −1 is the heads. */
export interface Board {
  visible: Visible;
  rows: string[];
  columns: string[];
}

export function boardOf(visible: Visible): Board {
  return {
    visible,
    rows: [stagesRow, stepsRow, ...visible.lanes.map(({ id }) => id)],
    columns: visible.columns.map(({ stage, step }) => step?.id ?? stage),
  };
}

export function spotOf(board: Board, place: Place): Spot | null {
  const row = board.rows.indexOf(place.row);
  const column = place.column === headColumn ? -1 : board.columns.indexOf(place.column);
  if (row < 0 || (column < 0 && place.column !== headColumn)) return null;
  return { row, column };
}

export function placeOf(board: Board, { row, column }: Spot): Place {
  return { row: board.rows[row] ?? stagesRow, column: column < 0 ? headColumn : (board.columns[column] ?? headColumn) };
}

/** The stage row goes in stages: any column of a stage stands for its first. */
export function settled(board: Board, spot: Spot): Spot {
  const row = Math.min(Math.max(spot.row, 0), board.rows.length - 1);
  const column = Math.min(Math.max(spot.column, row < 2 ? Math.min(0, board.columns.length - 1) : -1), board.columns.length - 1);
  if (row !== 0 || column < 0) return { row, column };
  const stage = board.visible.columns[column]?.stage;
  return { row, column: board.visible.stages.find(({ id }) => id === stage)?.from ?? column };
}

/** The next spot in a direction; within the stages a step goes to the next stage. */
export function moved(board: Board, spot: Spot, down: number, right: number): Spot {
  if (spot.row === 0 && right !== 0 && down === 0) {
    const stage = board.visible.stages.findIndex(({ from }) => from === settled(board, spot).column);
    const next = board.visible.stages[Math.min(Math.max(stage + right, 0), board.visible.stages.length - 1)];
    return settled(board, { row: 0, column: next?.from ?? spot.column });
  }
  return settled(board, { row: spot.row + down, column: spot.column + right });
}

export function rangeOf(one: Spot, other: Spot): Range {
  return {
    top: Math.min(one.row, other.row), bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column), right: Math.max(one.column, other.column),
  };
}

export function isWithin({ top, bottom, left, right }: Range, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** As it stands in the address. */
export function placeText(board: Board, { row, column }: Place): string | undefined {
  if (row === stagesRow) return board.visible.columns[board.columns.indexOf(column)]?.stage;
  if (row === stepsRow) return column === headColumn ? undefined : column;
  return column === headColumn ? row : `${row}.${column}`;
}

export function placeFrom(board: Board, text: string | undefined): Place | null {
  if (!text) return null;
  const [row = '', column] = text.split('.');
  const place: Place = row.startsWith('lan_')
    ? { row, column: column ?? headColumn }
    : row.startsWith('stg_')
      ? { row: stagesRow, column: firstColumnOf(board, row) }
      : { row: stepsRow, column: row };
  return spotOf(board, place) ? place : null;
}

function firstColumnOf(board: Board, stage: string): string {
  const from = board.visible.stages.find(({ id }) => id === stage)?.from;
  return from === undefined ? '' : (board.columns[from] ?? '');
}

/** The thing at a place of the heads: a stage, a step or a lane. */
export function headAt(board: Board, { row, column }: Spot): { in: 'stages' | 'steps' | 'lanes'; id: string } | null {
  const where = board.visible.columns[column];
  if (row === 0) return where ? { in: 'stages', id: where.stage } : null;
  if (row === 1) return where?.step ? { in: 'steps', id: where.step.id } : null;
  const lane = board.visible.lanes[row - 2];
  return column < 0 && lane ? { in: 'lanes', id: lane.id } : null;
}
