import type { Cell, MapDocument } from '../engine/fields';

/**
 * A short text that is another one where the map would ask the data something else: bound things, their order, and
 * what stands where touchpoints and questions are. Words that people write change nothing in it.
 */
export function bindingsOf(document: MapDocument): string {
  const said: unknown[] = [document.about.outcome, document.about.feedback, document.about.period, document.about.segment];
  for (const [id, stage] of Object.entries(document.stages)) said.push(id, stage.order, stage.binding, stage.removed);
  for (const [id, step] of Object.entries(document.steps)) said.push(id, step.order, step.stage, step.binding, step.touchpoint, step.removed);
  const kinds = new Map<string, 'touchpoint' | 'question'>();
  for (const [id, lane] of Object.entries(document.lanes)) if (!lane.removed && (lane.kind === 'touchpoint' || lane.kind === 'question')) kinds.set(id, lane.kind);
  for (const id in document.cells) {
    const cell = document.cells[id] as Cell;
    const kind = kinds.get(cell.lane);
    if (!kind || cell.removed) continue;
    said.push(id, kind, cell.step, cell.to);
    if (kind === 'touchpoint') said.push(cell.binding, cell.touchpoint);
    else said.push(cell.done, Boolean(cell.text));
  }
  return hashed(JSON.stringify(said));
}

/** 53 bits of a text: cyrb53's two rounds of multiplication, enough to tell two states of a map apart. */
function hashed(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return ((4294967296 * (2097151 & low)) + (high >>> 0)).toString(36);
}
