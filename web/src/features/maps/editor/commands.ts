import { freshId, type Cell, type CollectionName, type LaneKind, type MapDocument, type Thing } from '../engine/fields';
import { textIn, thingIn, type Operation } from '../engine/operations';
import { placesAt, type Placed, type Places } from '../engine/order';
import { editBetween } from '../engine/text_edit';
import { asText } from '../engine/values';
import type { Seen, Visible } from '../engine/visible';
import { laneKindWords } from './lane_kinds';

/** What a command does, and what is to be selected after it. */
export interface Done {
  operations: Operation[];
  id?: string;
}

type Side = 'before' | 'after';

function givingWay(part: CollectionName, { moved }: Places): Operation[] {
  return moved.map(({ id, order }) => ({ op: 'set', in: part, id, field: 'order', value: order }));
}

function placed(part: CollectionName, siblings: readonly Placed[], index: number): { order: string; first: Operation[] } {
  const places = placesAt(siblings, index, 1);
  return { order: places.keys[0] as string, first: givingWay(part, places) };
}

export function stepsOf(visible: Visible, stage: string) {
  return visible.columns.flatMap((column) => (column.stage === stage && column.step ? [column.step] : []));
}

export function write(document: MapDocument, part: Operation['in'], id: string, field: string, text: string): Operation[] {
  const edit = editBetween(textIn(document, part, id, field), asText(text));
  return edit.length === 0 ? [] : [{ op: 'edit', in: part, id, field, edit }];
}

export function addStep(visible: Visible, column: number, side: Side): Done {
  const beside = visible.columns[column] ?? visible.columns.at(-1);
  if (!beside) return addStage(visible, 0, 'after');
  const siblings = stepsOf(visible, beside.stage);
  const at = beside.step ? siblings.findIndex(({ id }) => id === beside.step?.id) + (side === 'after' ? 1 : 0) : 0;
  const { order, first } = placed('steps', siblings, at);
  const id = freshId('steps');
  return { operations: [...first, { op: 'add', in: 'steps', id, value: { order, stage: beside.stage } }], id };
}

/** With one step, so that something can be written at once. */
export function addStage(visible: Visible, stage: number, side: Side): Done {
  const { order, first } = placed('stages', visible.stages, visible.stages.length === 0 ? 0 : stage + (side === 'after' ? 1 : 0));
  const id = freshId('stages');
  const step = freshId('steps');
  return {
    operations: [...first, { op: 'add', in: 'stages', id, value: { order } }, { op: 'add', in: 'steps', id: step, value: { order: 'a0', stage: id } }],
    id,
  };
}

export function addLane(visible: Visible, index: number, kind: LaneKind, title = laneKindWords[kind].title): Done {
  const { order, first } = placed('lanes', visible.lanes, index);
  const id = freshId('lanes');
  return { operations: [...first, { op: 'add', in: 'lanes', id, value: { order, kind, title } }], id };
}

export function addCell(visible: Visible, lane: string, step: string, value: Partial<Cell>, id = freshId('cells')): Done {
  const cells = visible.cellsAt(lane, step);
  const { order, first } = placed('cells', cells, cells.length);
  return { operations: [...first, { op: 'add', in: 'cells', id, value: { ...value, lane, step, order } }], id };
}

export function addPain(visible: Visible, step: string, text: string, id = freshId('pains'), more: { persona?: string } = {}): Done {
  const pains = visible.painsAt(step);
  const { order, first } = placed('pains', pains, pains.length);
  return { operations: [...first, { op: 'add', in: 'pains', id, value: { ...more, step, order, text } }], id };
}

/** A card of its own for each text, after those that are there. */
export function addCards(visible: Visible, part: 'cells' | 'pains', lane: string, step: string, texts: readonly string[], more: { persona?: string } = {}): Operation[] {
  const cards: readonly Placed[] = part === 'pains' ? visible.painsAt(step) : visible.cellsAt(lane, step);
  const places = placesAt(cards, cards.length, texts.length);
  const at = part === 'pains' ? { ...more, step } : { ...more, lane, step };
  return [
    ...givingWay(part, places),
    ...texts.map((text, index): Operation => ({ op: 'add', in: part, id: freshId(part), value: { ...at, order: places.keys[index], text: asText(text) } })),
  ];
}

export function moveStep(visible: Visible, id: string, stage: string, index: number): Done {
  const siblings = stepsOf(visible, stage).filter((step) => step.id !== id);
  const { order, first } = placed('steps', siblings, index);
  const own = visible.columns.find(({ step }) => step?.id === id)?.stage;
  const into: Operation[] = own === stage ? [] : [{ op: 'set', in: 'steps', id, field: 'stage', value: stage }];
  return { operations: [...first, ...into, { op: 'set', in: 'steps', id, field: 'order', value: order }], id };
}

/** One further to the left or right: at the edge of its stage it goes into the next one. */
export function nudgeStep(visible: Visible, id: string, by: 1 | -1): Done {
  const column = visible.columnOf.get(id) ?? 0;
  const { stage } = visible.columns[column] ?? { stage: '' };
  const siblings = stepsOf(visible, stage);
  const at = siblings.findIndex((step) => step.id === id);
  if (siblings[at + by]) return moveStep(visible, id, stage, at + by);
  const next = visible.stages[visible.stages.findIndex((each) => each.id === stage) + by];
  if (!next) return { operations: [], id };
  return moveStep(visible, id, next.id, by > 0 ? 0 : stepsOf(visible, next.id).length);
}

export function moveLane(visible: Visible, id: string, index: number): Done {
  const { order, first } = placed('lanes', visible.lanes.filter((lane) => lane.id !== id), index);
  return { operations: [...first, { op: 'set', in: 'lanes', id, field: 'order', value: order }], id };
}

export function moveStage(visible: Visible, id: string, index: number): Done {
  const { order, first } = placed('stages', visible.stages.filter((stage) => stage.id !== id), index);
  return { operations: [...first, { op: 'set', in: 'stages', id, field: 'order', value: order }], id };
}

/** To the end of another place. A pain point stays one: only its step changes. */
export function moveCard(visible: Visible, card: Seen<Cell>, lane: string, step: string): Operation[] {
  const others = visible.cellsAt(lane, step).filter(({ id }) => id !== card.id);
  const { order, first } = placed('cells', others, others.length);
  const set = (field: keyof Cell, value: unknown): Operation[] => (card[field] === value ? [] : [{ op: 'set', in: 'cells', id: card.id, field, value }]);
  const span: Operation[] = card.to === undefined ? [] : [{ op: 'set', in: 'cells', id: card.id, field: 'to', value: null }];
  return [...first, ...set('lane', lane), ...set('step', step), ...span, ...set('order', order)];
}

function copyOf(thing: Seen<Thing>, other: Thing): Thing {
  const { id: _, removed: __, ...rest } = thing;
  return { ...rest, ...other };
}

/** A step with all that stands at it. */
export function copyStep(visible: Visible, id: string, other: Thing): Done {
  const column = visible.columns[visible.columnOf.get(id) ?? -1]?.step;
  if (!column) return { operations: [] };
  const copy = freshId('steps');
  const operations: Operation[] = [{ op: 'add', in: 'steps', id: copy, value: copyOf(column, other) }];
  for (const { id: lane } of visible.lanes) {
    for (const cell of visible.cellsAt(lane, id)) operations.push({ op: 'add', in: 'cells', id: freshId('cells'), value: copyOf({ ...cell, to: undefined }, { step: copy }) });
  }
  for (const pain of visible.painsAt(id)) operations.push({ op: 'add', in: 'pains', id: freshId('pains'), value: copyOf(pain, { step: copy }) });
  for (const operation of operations) if (operation.op === 'add' && operation.value.to === undefined) delete operation.value.to;
  return { operations, id: copy };
}

export function duplicateStep(visible: Visible, id: string): Done {
  const stage = visible.columns[visible.columnOf.get(id) ?? -1]?.stage ?? '';
  const siblings = stepsOf(visible, stage);
  const { order, first } = placed('steps', siblings, siblings.findIndex((step) => step.id === id) + 1);
  const { operations, id: copy } = copyStep(visible, id, { order });
  return { operations: [...first, ...operations], id: copy };
}

export function duplicateStage(visible: Visible, id: string): Done {
  const at = visible.stages.findIndex((stage) => stage.id === id);
  const stage = visible.stages[at];
  if (!stage) return { operations: [] };
  const { order, first } = placed('stages', visible.stages, at + 1);
  const { from: _, columns: __, ...fields } = stage;
  const copy = freshId('stages');
  const steps = stepsOf(visible, id).flatMap((step) => copyStep(visible, step.id, { stage: copy }).operations);
  return { operations: [...first, { op: 'add', in: 'stages', id: copy, value: copyOf(fields, { order }) }, ...steps], id: copy };
}

export function duplicateLane(visible: Visible, id: string): Done {
  const at = visible.lanes.findIndex((lane) => lane.id === id);
  const lane = visible.lanes[at];
  if (!lane) return { operations: [] };
  const { order, first } = placed('lanes', visible.lanes, at + 1);
  const copy = freshId('lanes');
  const cells = [...visible.cellsIn(id).values()].flat().map((cell): Operation => ({ op: 'add', in: 'cells', id: freshId('cells'), value: copyOf(cell, { lane: copy }) }));
  return { operations: [...first, { op: 'add', in: 'lanes', id: copy, value: copyOf(lane, { order }) }, ...cells], id: copy };
}

export function duplicateCard(visible: Visible, document: MapDocument, part: 'cells' | 'pains', id: string): Done {
  const thing = thingIn(document, part, id);
  if (!thing) return { operations: [] };
  const siblings: readonly Placed[] = part === 'pains' ? visible.painsAt(thing.step as string) : visible.cellsAt(thing.lane as string, thing.step as string);
  const { order, first } = placed(part, siblings, siblings.findIndex((each) => each.id === id) + 1);
  const copy = freshId(part);
  return { operations: [...first, { op: 'add', in: part, id: copy, value: copyOf({ ...thing, id }, { order }) }], id: copy };
}
