import type { Cell, Lane, Link, MapDocument, MapPersona, Pain, Stage, Step, Thing } from '../engine/fields';
import { isPart } from '../engine/fields';
import { thingIn } from '../engine/operations';
import { laneKindWords } from './lane_kinds';
import type { ThingRef } from './selected_thing';

export const thingKinds = {
  about: 'This map', stages: 'Stage', steps: 'Step', lanes: 'Lane', cells: 'Card', pains: 'Pain point', links: 'Link', personas: 'Persona',
} as const;

export interface ThingWords {
  /** "Card", "Step", … */
  kind: string;
  /** What it says or is called; never empty. */
  name: string;
  /** Where it is: "Thinks · Pays"; '' for what is nowhere in particular. */
  where: string;
  /** Whether it, or what it hangs on, was removed or was never there. */
  isGone: boolean;
}

const nameMax = 80;

export function clipped(text: string, most = nameMax): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const letters = [...line];
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join('').trimEnd()}…`;
}

function titleOf(thing: { title?: string } | undefined, otherwise: string): string {
  return clipped(thing?.title ?? '', 60) || otherwise;
}

export const laneTitle = (lane: Lane | undefined) => titleOf(lane, lane ? laneKindWords[lane.kind ?? 'text'].title : 'Lane');
export const stepTitle = (step: Step | undefined) => titleOf(step, 'Step without a name');
export const stageTitle = (stage: Stage | undefined) => titleOf(stage, 'Stage without a name');

/** Names of personas by their ids in the workspace. */
export type PersonaNames = ReadonlyMap<string, string>;

function cellName(cell: Cell): string {
  if (cell.text) return clipped(cell.text);
  if (cell.value !== undefined) return `feeling ${cell.value > 0 ? '+' : ''}${String(cell.value).replace('-', '−')}`;
  return clipped(cell.touchpoint ?? cell.channel ?? '') || (cell.image ? 'picture' : 'empty card');
}

/** Whether a thing is shown: it is there, and so is what it hangs on. */
export function isShown(document: MapDocument, { in: part, id }: ThingRef): boolean {
  const thing = thingIn(document, part, id) as (Thing & { removed?: true }) | undefined;
  if (!thing || thing.removed) return false;
  const step = (of: unknown) => isShown(document, { in: 'steps', id: String(of) });
  switch (part) {
    case 'steps': return isShown(document, { in: 'stages', id: String(thing.stage) });
    case 'cells': return step(thing.step) && isShown(document, { in: 'lanes', id: String(thing.lane) });
    case 'pains': return step(thing.step);
    case 'links': return step(thing.from) && step(thing.to);
    default: return true;
  }
}

/** A thing of a map in words, also one that was removed. */
export function thingWords(document: MapDocument, { in: part, id }: ThingRef, personas?: PersonaNames): ThingWords {
  const kind = isPart(part) ? thingKinds[part] : 'Something';
  const thing = isPart(part) ? thingIn(document, part, id) : undefined;
  if (!thing) return { kind, name: 'something that is not on this map', where: '', isGone: true };
  const words = (name: string, where = ''): ThingWords => ({ kind, name, where, isGone: !isShown(document, { in: part, id }) });
  const { steps, stages, lanes } = document;
  switch (part) {
    case 'about': return words('This map');
    case 'stages': return words(stageTitle(thing as Stage));
    case 'steps': return words(stepTitle(thing as unknown as Step), stageTitle(stages[(thing as unknown as Step).stage]));
    case 'lanes': return words(laneTitle(thing as unknown as Lane));
    case 'cells': {
      const cell = thing as unknown as Cell;
      return words(cellName(cell), `${laneTitle(lanes[cell.lane])} · ${stepTitle(steps[cell.step])}`);
    }
    case 'pains': {
      const pain = thing as unknown as Pain;
      return words(clipped(pain.text ?? '') || 'Pain point without words', stepTitle(steps[pain.step]));
    }
    case 'links': {
      const link = thing as unknown as Link;
      return words(`${stepTitle(steps[link.from])} → ${stepTitle(steps[link.to])}`, clipped(link.label ?? '', 40));
    }
    case 'personas': return words(personas?.get((thing as unknown as MapPersona).persona) ?? 'Persona');
  }
}
