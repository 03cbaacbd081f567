import type { Persona, Segment } from '../../../../api';
import { categoryColour } from '../../../../design';
import type { MapPersona } from '../../engine/fields';
import type { Operation } from '../../engine/operations';
import { freshId } from '../../engine/fields';
import { placesAt } from '../../engine/order';
import type { Seen, Visible } from '../../engine/visible';
import { initials } from '../../../personas/persona_draft';

/** A persona of the workspace as it stands on one map. */
export interface PersonaOnMap {
  /** Of the thing in the map's document. */
  id: string;
  /** Of the persona in the workspace. */
  persona: string;
  name: string;
  role: string;
  initials: string;
  colour: string;
  /** Its place among the category colours. */
  colourAt: number;
  portrait: string | null;
  /** How many customers its segment holds; null: not bound, or still being counted. */
  people: number | null;
  /** Somebody removed it from the workspace. */
  gone: boolean;
}

export const personaColours = 8;

/** What has to be known of one of the workspace. */
export type KnownPersona = Pick<Persona, 'id' | 'name'> & Partial<Pick<Persona, 'role' | 'portrait' | 'segment'>>;

/** The personas of a map by their ids, in their order; `known` is undefined while the workspace's are on their way. */
export function personasOnMap(onMap: readonly Seen<MapPersona>[], known: readonly KnownPersona[] | undefined, segments: readonly Segment[] | undefined): Map<string, PersonaOnMap> {
  const byId = new Map(known?.map((persona) => [persona.id, persona]));
  const sizes = new Map(segments?.map(({ id, size }) => [id, size]));
  return new Map(
    onMap.map(({ id, persona, colour }, at) => {
      const found = byId.get(persona);
      const colourAt = (colour ?? at) % personaColours;
      const name = found ? found.name : known ? 'Removed persona' : '…';
      return [id, {
        id, persona, name, role: found?.role ?? '', initials: found ? initials(found.name) : '?', colour: categoryColour(colourAt), colourAt, portrait: found?.portrait ?? null,
        people: (found?.segment ? sizes.get(found.segment) : null) ?? null, gone: known !== undefined && !found,
      }];
    }),
  );
}

/** Puts a persona of the workspace on the map, after those that are there, in a colour that none of them has. */
export function addPersona(visible: Visible, persona: string): Operation[] {
  const { keys, moved } = placesAt(visible.personas, visible.personas.length, 1);
  const taken = new Set(visible.personas.map(({ colour }, at) => (colour ?? at) % personaColours));
  const free = Array.from({ length: personaColours }, (_, at) => at).find((at) => !taken.has(at)) ?? visible.personas.length % personaColours;
  return [...givingWay(moved), { op: 'add', in: 'personas', id: freshId('personas'), value: { order: keys[0], persona, colour: free } }];
}

/** To another place among those of the map. */
export function movePersona(visible: Visible, id: string, to: number): Operation[] {
  const others = visible.personas.filter((persona) => persona.id !== id);
  const { keys, moved } = placesAt(others, Math.min(Math.max(to, 0), others.length), 1);
  return [...givingWay(moved), { op: 'set', in: 'personas', id, field: 'order', value: keys[0] as string }];
}

const givingWay = (moved: readonly { id: string; order: string }[]): Operation[] => moved.map(({ id, order }) => ({ op: 'set', in: 'personas', id, field: 'order', value: order }));

interface Owned {
  persona?: string;
}

/** Whose a card is; null: everybody's, also where its persona is no longer on the map. */
export function ownerOf({ persona }: Owned, onMap: ReadonlyMap<string, unknown>): string | null {
  return persona !== undefined && onMap.has(persona) ? persona : null;
}

/**
 * What of a map one persona sees: the cards that are hers and those of all. Answers the same lists for as long as
 * what they are made of is the same, so that a filtered board is drawn as sparingly as a whole one.
 */
export function seenBy(): (visible: Visible, persona: string | null) => Visible {
  const lists = new WeakMap<object, { of: string; kept: readonly never[] }>();
  const lanes = new WeakMap<object, { of: string; kept: ReadonlyMap<string, readonly never[]> }>();
  let last: { visible: Visible; persona: string; made: Visible } | null = null;
  return (visible, persona) => {
    if (persona === null) return visible;
    if (last?.visible === visible && last.persona === persona) return last.made;
    const onMap = new Map(visible.personas.map((one) => [one.id, one]));
    const key = `${persona} ${[...onMap.keys()].join(' ')}`;
    const isSeen = (card: Owned) => (ownerOf(card, onMap) ?? persona) === persona;
    const list = <T extends Owned>(all: readonly T[]): readonly T[] => {
      if (all.every(isSeen)) return all;
      const known = lists.get(all);
      if (known?.of === key) return known.kept;
      const kept = all.filter(isSeen);
      lists.set(all, { of: key, kept: kept as never[] });
      return kept;
    };
    const cellsIn: Visible['cellsIn'] = (lane) => {
      const all = visible.cellsIn(lane);
      const known = lanes.get(all);
      if (known?.of === key) return known.kept;
      const kept = new Map([...all].map(([step, cells]) => [step, list(cells)] as const).filter(([, cells]) => cells.length > 0));
      lanes.set(all, { of: key, kept: kept as never });
      return kept;
    };
    const made: Visible = {
      ...visible, cellsIn,
      cellsAt: (lane, step) => list(visible.cellsAt(lane, step)),
      painsAt: (step) => list(visible.painsAt(step)),
    };
    last = { visible, persona, made };
    return made;
  };
}
