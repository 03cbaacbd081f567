import type { MapDocument } from '../engine/fields';
import type { Operation } from '../engine/operations';
import { visible as seeing, type Seen } from '../engine/visible';
import type { Cell } from '../engine/fields';
import { addLane, addStage, addStep, duplicateCard, duplicateLane, duplicateStage, duplicateStep, moveCard, moveLane, moveStage, moveStep, nudgeStep, stepsOf, type Done } from './commands';
import { cleared } from './clipboard';
import { addLink } from './links/link_lines';
import type { Dragged } from './use_drag';
import { headAt, moved, type Board, type Range, type Spot } from './place';
import { cardsAt, partOfCard } from './selected_thing';

/** What a key or menu does to what is selected; `to` is where the selection goes. */
export interface Command {
  operations: Operation[];
  /** A link to select. */
  link?: string;
  /** A new or moved thing to select. */
  select?: { in: 'stages' | 'steps' | 'lanes'; id: string };
  to?: Spot;
  card?: string;
}

const nothing: Command = { operations: [] };

function selecting(part: 'stages' | 'steps' | 'lanes', { operations, id }: Done): Command {
  return { operations, ...(id === undefined ? {} : { select: { in: part, id } }) };
}

/** Beside the focus: a stage at the stages, a lane at the heads of lanes, else a step. */
export function insert(board: Board, spot: Spot, side: 'before' | 'after'): Command {
  const { visible } = board;
  if (spot.row === 0) return selecting('stages', addStage(visible, visible.stages.findIndex(({ from }) => from === spot.column), side));
  if (spot.column < 0) return selecting('lanes', addLane(visible, spot.row - 2 + (side === 'after' ? 1 : 0), 'text', ''));
  const done = addStep(visible, spot.column, side);
  return selecting(visible.columns.length === 0 ? 'stages' : 'steps', done);
}

export function duplicate(board: Board, document: MapDocument, spot: Spot, card: string | null): Command {
  const head = headAt(board, spot);
  // With the cards of all personas, also where the board shows those of one.
  const whole = seeing(document);
  if (head?.in === 'stages') return selecting('stages', duplicateStage(whole, head.id));
  if (head?.in === 'steps') return selecting('steps', duplicateStep(whole, head.id));
  if (head?.in === 'lanes') return selecting('lanes', duplicateLane(whole, head.id));
  const id = card ?? cardsAt(board, spot)[0]?.id;
  if (!id) return nothing;
  const done = duplicateCard(board.visible, document, partOfCard(board, spot.row), id);
  return { operations: done.operations, card: done.id };
}

/** One head goes as a whole; of several places what stands in them. */
export function removal(board: Board, document: MapDocument, range: Range, card: string | null): Command {
  const spot = { row: range.top, column: range.left };
  if (range.top === range.bottom && range.left === range.right && card !== null) {
    return { operations: [{ op: 'remove', in: partOfCard(board, spot.row), id: card }] };
  }
  const heads = new Map<string, Operation>();
  for (let row = range.top; row <= range.bottom; row += 1) {
    for (let column = range.left; column <= range.right; column += 1) {
      const isHead = range.bottom < 2 ? row === range.bottom : range.right < 0;
      const head = isHead ? headAt(board, { row, column }) : null;
      if (head) heads.set(head.id, { op: 'remove', in: head.in, id: head.id });
    }
  }
  return { operations: heads.size > 0 ? [...heads.values()] : cleared(board, document, range) };
}

/** Alt and an arrow. */
export function nudge(board: Board, spot: Spot, card: string | null, down: number, right: number): Command {
  const { visible } = board;
  const head = headAt(board, spot);
  if (head?.in === 'stages' && right !== 0) {
    const at = visible.stages.findIndex(({ id }) => id === head.id) + right;
    return at < 0 || at >= visible.stages.length ? nothing : selecting('stages', moveStage(visible, head.id, at));
  }
  if (head?.in === 'steps' && right !== 0) return selecting('steps', nudgeStep(visible, head.id, right > 0 ? 1 : -1));
  if (head?.in === 'lanes' && down !== 0) {
    const at = spot.row - 2 + down;
    return at < 0 || at >= visible.lanes.length ? nothing : selecting('lanes', moveLane(visible, head.id, at));
  }
  return head ? nothing : moveCards(board, spot, moved(board, spot, down, right), card);
}

/** The card, or all that stand in the place, to another place. */
export function moveCards(board: Board, from: Spot, to: Spot, card: string | null): Command {
  const { visible } = board;
  const lane = visible.lanes[to.row - 2];
  const step = visible.columns[to.column]?.step;
  const own = visible.lanes[from.row - 2];
  const cards = cardsAt(board, from).filter(({ id }) => card === null || id === card);
  if (!lane || !step || !own || cards.length === 0 || (from.row === to.row && from.column === to.column)) return nothing;
  if ((own.kind === 'pain') !== (lane.kind === 'pain')) return nothing;
  const operations = cards.flatMap((each): Operation[] =>
    own.kind === 'pain' ? [{ op: 'set', in: 'pains', id: each.id, field: 'step', value: step.id }] : moveCard(visible, each as Seen<Cell>, lane.id, step.id));
  return { operations, to, card: cards.length === 1 ? cards[0]?.id : undefined };
}

/** What letting go of a dragged thing does. */
export function dropped(board: Board, { what, id, over }: Dragged): Command {
  const { visible } = board;
  if (!over) return nothing;
  if (what === 'lane') {
    const to = over.row - 2;
    return to < 0 || visible.lanes[to]?.id === id ? nothing : selecting('lanes', moveLane(visible, id, to));
  }
  const where = visible.columns[over.column];
  if (!where) return nothing;
  if (what === 'link') return where.step ? linked(board, id, where.step.id) : nothing;
  if (what === 'stage') {
    const to = visible.stages.findIndex((stage) => stage.id === where.stage);
    return where.stage === id ? nothing : selecting('stages', moveStage(visible, id, to));
  }
  if (what === 'step') {
    if (where.step?.id === id) return nothing;
    const siblings = stepsOf(visible, where.stage).filter((step) => step.id !== id);
    const at = where.step ? siblings.findIndex((step) => step.id === where.step?.id) : 0;
    const further = (visible.columnOf.get(id) ?? 0) < over.column ? 1 : 0;
    return selecting('steps', moveStep(visible, id, where.stage, where.step ? at + further : 0));
  }
  const from = spotOfCard(board, id);
  return from ? moveCards(board, from, over, id) : nothing;
}

/** A link from one step to another, selected. */
export function linked({ visible }: Board, from: string, to: string): Command {
  const { operations, id } = addLink(visible, from, to);
  return { operations, link: id };
}

function spotOfCard(board: Board, id: string): Spot | null {
  for (let row = 2; row < board.rows.length; row += 1) {
    for (let column = 0; column < board.columns.length; column += 1) if (cardsAt(board, { row, column }).some((card) => card.id === id)) return { row, column };
  }
  return null;
}
