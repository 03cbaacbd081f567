import type { Cell, MapDocument, Pain } from '../../engine/fields';
import { thingIn, type Operation } from '../../engine/operations';
import { limits } from '../../engine/values';
import type { Visible } from '../../engine/visible';
import type { MapFinding } from '../../../../api';
import { addCell, addPain } from '../commands';

export interface Source {
  in: 'pains' | 'cells';
  id: string;
}

/** The opportunity that a pain point or a card of an opportunity lane refers to. */
export function opportunityOf(document: MapDocument, { in: part, id }: Source): string | undefined {
  return (thingIn(document, part, id) as Pain | Cell | undefined)?.opportunity;
}

/** Whether something of the map is of the sort that opportunities are made of. */
export function isSource(document: MapDocument, { in: part, id }: Source): boolean {
  if (part === 'pains') return document.pains[id] !== undefined;
  const cell = document.cells[id];
  return cell !== undefined && document.lanes[cell.lane]?.kind === 'opportunity';
}

/**
 * Ties the opportunity to what it was made of. Made of a pain point, it also gets a card in the first
 * lane of opportunities, if the map has one.
 */
export function tied(document: MapDocument, visible: Visible, source: Source, opportunity: { id: string; title: string }): Operation[] {
  const operations: Operation[] = [{ op: 'set', in: source.in, id: source.id, field: 'opportunity', value: opportunity.id }];
  const pain = source.in === 'pains' ? document.pains[source.id] : undefined;
  const lane = visible.lanes.find(({ kind }) => kind === 'opportunity');
  if (!pain || !lane || !visible.columnOf.has(pain.step)) return operations;
  if (visible.cellsAt(lane.id, pain.step).some((cell) => cell.opportunity === opportunity.id)) return operations;
  return [...operations, ...addCell(visible, lane.id, pain.step, { text: opportunity.title, opportunity: opportunity.id }).operations];
}

const inBytes = (text: string, most: number) => {
  let cut = text.replace(/[\u0000-\u001f\u007f]/g, ' ');
  while (new TextEncoder().encode(cut).length > most) cut = cut.slice(0, -1);
  return cut;
};

/** A pain point of what friction found: measured, with its sentence as the source. */
export function takenOver(visible: Visible, finding: MapFinding): { operations: Operation[]; id: string } {
  const { operations, id = '' } = addPain(visible, finding.step, inBytes(finding.title, 2_000));
  const last = operations.at(-1);
  if (last?.op === 'add')
    last.value = { ...last.value, evidence: 'measured', severity: finding.severity, source: inBytes(finding.sentence, limits.lineBytes), finding: inBytes(finding.finding, limits.lineBytes) };
  return { operations, id };
}
