import { type LaneKind, type MapDocument } from '../engine/fields';
import { apply, type Operation } from '../engine/operations';
import { tableText } from '../engine/tsv';
import { visible as seeing, type Visible } from '../engine/visible';
import { addCards, addCell, addLane, addStep, write } from './commands';
import { boardOf, type Board, type Range, type Spot } from './place';

/** In these a place holds several cards, a line each; in all others one text. */
const severalCards: ReadonlySet<LaneKind> = new Set(['touchpoint', 'channel', 'people', 'process', 'moment', 'opportunity', 'solution', 'pain']);

export function holdsSeveral(kind: LaneKind): boolean {
  return severalCards.has(kind);
}

/** What stands at a place, as a field of a table. */
export function textAt(board: Board, { row, column }: Spot): string {
  const { visible } = board;
  const where = visible.columns[column];
  if (row === 0) return (where && visible.stages.find(({ id, from }) => id === where.stage && from === column)?.title) ?? '';
  if (row === 1) return where?.step?.title ?? '';
  const lane = visible.lanes[row - 2];
  if (!lane) return '';
  if (column < 0) return lane.title ?? '';
  if (!where?.step) return '';
  if (lane.kind === 'pain') return visible.painsAt(where.step.id).map(({ text }) => text ?? '').join('\n');
  const cells = visible.cellsAt(lane.id, where.step.id);
  if (lane.kind === 'emotion') return String(cells.find(({ value }) => value !== undefined)?.value ?? '');
  return cells.map(({ text }) => text ?? '').join('\n');
}

export function copied(board: Board, { top, bottom, left, right }: Range): string {
  const rows = Array.from({ length: bottom - top + 1 }, (_, down) =>
    Array.from({ length: right - left + 1 }, (_, along) => textAt(board, { row: top + down, column: left + along })));
  return tableText(rows);
}

/** What empties the places; heads stay. */
export function cleared(board: Board, document: MapDocument, { top, bottom, left, right }: Range): Operation[] {
  const operations: Operation[] = [];
  const { visible } = board;
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      const where = visible.columns[column];
      const lane = visible.lanes[row - 2];
      if (row === 0 && where && visible.stages.some(({ from }) => from === column)) operations.push(...write(document, 'stages', where.stage, 'title', ''));
      else if (row === 1 && where?.step) operations.push(...write(document, 'steps', where.step.id, 'title', ''));
      else if (lane && column < 0) operations.push(...write(document, 'lanes', lane.id, 'title', ''));
      else if (lane && where?.step) {
        const cards = lane.kind === 'pain' ? visible.painsAt(where.step.id) : visible.cellsAt(lane.id, where.step.id);
        for (const { id } of cards) operations.push({ op: 'remove', in: lane.kind === 'pain' ? 'pains' : 'cells', id });
      }
    }
  }
  return operations;
}

/** "1,5" too. Nothing but a number from −2 to 2 is one. */
export function feelingFrom(text: string): number | null {
  const value = Number(text.trim().replace(',', '.').replace('−', '-'));
  return text.trim() === '' || !Number.isFinite(value) ? null : Math.min(2, Math.max(-2, value));
}

/** Whose new cards are. */
interface Own {
  persona?: string;
}

function pasteCards(visible: Visible, document: MapDocument, lane: { id: string; kind?: LaneKind }, step: string, text: string, own: Own): Operation[] {
  const part = lane.kind === 'pain' ? 'pains' : 'cells';
  const cards = part === 'pains' ? visible.painsAt(step) : visible.cellsAt(lane.id, step);
  const lines = holdsSeveral(lane.kind ?? 'text') ? text.split('\n').filter((line) => line.trim() !== '') : text === '' ? [] : [text];
  const operations = cards.slice(0, lines.length).flatMap((card, at) => write(document, part, card.id, 'text', lines[at] as string));
  if (lines.length > cards.length) operations.push(...addCards(visible, part, lane.id, step, lines.slice(cards.length), own));
  for (const { id } of cards.slice(lines.length)) operations.push({ op: 'remove', in: part, id });
  return operations;
}

function pasteAt(board: Board, document: MapDocument, { row, column }: Spot, text: string, own: Own): Operation[] {
  const { visible } = board;
  const where = visible.columns[column];
  const lane = visible.lanes[row - 2];
  if (row === 0) {
    const stage = visible.stages.find(({ from }) => from === column);
    return stage && (text !== '' || (stage.title ?? '') === '') ? write(document, 'stages', stage.id, 'title', text) : [];
  }
  if (row === 1) return where?.step ? write(document, 'steps', where.step.id, 'title', text) : [];
  if (!lane) return [];
  if (column < 0) return write(document, 'lanes', lane.id, 'title', text);
  if (!where?.step) return [];
  if (lane.kind !== 'emotion') return pasteCards(visible, document, lane, where.step.id, text, own);
  const value = feelingFrom(text);
  const cell = visible.cellsAt(lane.id, where.step.id)[0];
  if (!cell) return value === null ? [] : addCell(visible, lane.id, where.step.id, { value, ...own }).operations;
  return [{ op: 'set', in: 'cells', id: cell.id, field: 'value', value }];
}

/**
 * What pastes a table at a place and to the right of and below it. Steps and lanes that are missing are added, so
 * that a whole table of a spreadsheet becomes a map. `see`: what of the map is shown and so is written over.
 */
export function pasted(document: MapDocument, start: Spot, table: readonly (readonly string[])[], see: (document: MapDocument) => Visible = seeing, own: Own = {}): Operation[] {
  const all: Operation[] = [];
  let now = document;
  const perform = (operations: Operation[]) => {
    all.push(...operations);
    now = apply(now, operations);
  };
  const wide = Math.max(...table.map((row) => row.length));
  let board = boardOf(see(now));
  for (let missing = start.column + wide - board.columns.length; missing > 0; missing -= 1) {
    perform(addStep(board.visible, board.columns.length - 1, 'after').operations);
    board = boardOf(see(now));
  }
  for (let missing = start.row + table.length - board.rows.length; missing > 0; missing -= 1) {
    perform(addLane(board.visible, board.visible.lanes.length, 'text', '').operations);
    board = boardOf(see(now));
  }
  const operations = table.flatMap((row, down) => row.flatMap((text, along) => pasteAt(board, now, { row: start.row + down, column: start.column + along }, text, own)));
  perform(operations);
  return all;
}
