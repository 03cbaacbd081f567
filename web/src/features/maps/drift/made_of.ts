import type { MapDocument } from '../engine/fields';

type Things = Record<string, object>;

function parts(things: Things, fields: readonly string[]): unknown[] {
  return Object.entries(things).map(([id, thing]) => [id, ...fields.map((field) => (thing as Record<string, unknown>)[field] ?? null)]);
}

const bindings = ['binding', 'touchpoint', 'removed'] as const;

/**
 * What of a map the question about its drift is made of, as a text that differs when that does:
 * steps and how they follow each other, and what they and the cards of touchpoint lanes are bound
 * to. Words and colours are not in it, so that writing asks nothing.
 */
export function madeOf({ about, stages, steps, lanes, cells, links }: MapDocument): string {
  const touchpointLanes = new Set(Object.entries(lanes).flatMap(([id, { kind }]) => (kind === 'touchpoint' ? [id] : [])));
  const cards = Object.fromEntries(Object.entries(cells).filter(([, cell]) => touchpointLanes.has(cell.lane) && (cell.binding || cell.touchpoint)));
  return JSON.stringify([
    about.period ?? '', about.segment ?? '', parts(stages, ['order', 'removed']), parts(steps, ['order', 'stage', 'optional', ...bindings]), parts(links, ['from', 'to', 'kind', 'removed']),
    parts(Object.fromEntries(Object.entries(lanes).filter(([id]) => touchpointLanes.has(id))), ['removed']), parts(cards, ['lane', 'step', ...bindings]),
  ]);
}

/** Steps that say which events belong to them, by themselves or by a touchpoint card below. */
export function boundSteps({ steps, lanes, cells }: MapDocument): number {
  const byCards = new Set(Object.values(cells).flatMap((cell) => (!cell.removed && (cell.binding || cell.touchpoint) && lanes[cell.lane]?.kind === 'touchpoint' && !lanes[cell.lane]?.removed ? [cell.step] : [])));
  return Object.entries(steps).filter(([id, step]) => !step.removed && (step.binding || step.touchpoint || byCards.has(id))).length;
}
