import type { UnmappedEvent } from '../../../../api/map_numbers';
import { addCell, addLane, addStep, type Done } from '../../editor/commands';
import type { JsonObject } from '../../engine/fields';
import type { Operation } from '../../engine/operations';
import { asLine, asText } from '../../engine/values';
import type { Visible } from '../../engine/visible';

/** What a found event is bound by: its touchpoint by name, where that is a line, else itself. */
function boundTo({ event, touchpoint }: Pick<UnmappedEvent, 'event' | 'touchpoint'>): { touchpoint: string } | { binding: JsonObject } {
  if (touchpoint !== null && asLine(touchpoint) === touchpoint) return { touchpoint };
  return { binding: touchpoint !== null ? { touchpoint } : { event } };
}

export function nameOfFound({ event, touchpoint }: Pick<UnmappedEvent, 'event' | 'touchpoint'>): string {
  return touchpoint ?? event;
}

/** A step for something that customers do and the map does not have, behind the step that it mostly follows. */
export function addFoundStep(visible: Visible, found: UnmappedEvent): Done {
  const after = found.after === null ? undefined : visible.columnOf.get(found.after);
  const { operations, id } = addStep(visible, after ?? visible.columns.length - 1, 'after');
  const filled = operations.map((operation): Operation =>
    operation.op === 'add' && operation.in === 'steps' ? { ...operation, value: { ...operation.value, title: asText(nameOfFound(found)), ...boundTo(found) } } : operation,
  );
  return { operations: filled, id: filled.find((one) => one.op === 'add' && one.in === 'steps')?.id ?? id };
}

/** A touchpoint card for it at that step, in the first lane of touchpoints or in a new one. */
export function addFoundCard(visible: Visible, found: UnmappedEvent): Done {
  const step = (found.after !== null && visible.columnOf.has(found.after) ? found.after : undefined) ?? visible.columns.find((column) => column.step)?.step?.id;
  if (!step) return { operations: [] };
  const value = { text: asText(nameOfFound(found)), evidence: 'measured', source: 'Events', ...boundTo(found) } as const;
  const lane = visible.lanes.find(({ kind }) => kind === 'touchpoint');
  if (lane) return addCell(visible, lane.id, step, value);
  const added = addLane(visible, visible.lanes.length, 'touchpoint');
  const card = addCell(visible, added.id as string, step, value);
  return { operations: [...added.operations, ...card.operations], id: card.id };
}

/** Marks a step as a moment that matters: on what is said of its feelings, else on its first card, else on a new one. */
export function acceptMoment(visible: Visible, step: string): Operation[] {
  const feelings = visible.lanes.find(({ kind }) => kind === 'emotion');
  const card = (feelings && visible.cellsAt(feelings.id, step)[0]) ?? visible.lanes.flatMap(({ id }) => visible.cellsAt(id, step))[0];
  if (card) return [{ op: 'set', in: 'cells', id: card.id, field: 'moment', value: true }];
  const lane = feelings ?? visible.lanes.find(({ kind }) => kind === 'moment') ?? visible.lanes.find(({ kind }) => kind !== 'line' && kind !== 'pain');
  return lane ? addCell(visible, lane.id, step, { moment: true }).operations : [];
}

/** Whether somebody marked it already. */
export function isMoment(visible: Visible, step: string): boolean {
  return visible.lanes.some(({ id }) => visible.cellsAt(id, step).some(({ moment }) => moment));
}
