import { expect, test } from 'vitest';
import type { Persona, Segment } from '../../../../api';
import { emptyDocument, type MapDocument } from '../../engine/fields';
import { apply } from '../../engine/operations';
import { visible as seeing } from '../../engine/visible';
import { addPersona, movePersona, ownerOf, personasOnMap, seenBy } from './persona_view';

const [maren, jorge] = ['mpe_000000000001', 'mpe_000000000002'];

function map(): MapDocument {
  const cell = (at: number, persona?: string) => ({ op: 'add', in: 'cells', id: `cel_00000000000${at}`, value: { lane: 'lan_000000000000', step: 'stp_000000000000', order: `a${at}`, text: `${at}`, ...(persona ? { persona } : {}) } }) as const;
  return apply(emptyDocument(), [
    { op: 'add', in: 'stages', id: 'stg_000000000000', value: { order: 'a0' } }, { op: 'add', in: 'steps', id: 'stp_000000000000', value: { order: 'a0', stage: 'stg_000000000000' } },
    { op: 'add', in: 'lanes', id: 'lan_000000000000', value: { order: 'a0' } },
    { op: 'add', in: 'personas', id: maren as string, value: { order: 'a0', persona: 'per_1' } }, { op: 'add', in: 'personas', id: jorge as string, value: { order: 'a1', persona: 'per_2', colour: 0 } },
    cell(1), cell(2, maren), cell(3, jorge),
    { op: 'add', in: 'pains', id: 'pai_000000000001', value: { step: 'stp_000000000000', order: 'a0', persona: jorge as string } },
  ]);
}

test('a persona sees what is hers and what is of all', () => {
  const whole = seeing(map());
  const see = seenBy();
  const texts = (persona: string | null) => see(whole, persona).cellsAt('lan_000000000000', 'stp_000000000000').map(({ text }) => text);
  expect(texts(null)).toEqual(['1', '2', '3']);
  expect(texts(maren as string)).toEqual(['1', '2']);
  expect(see(whole, maren as string).painsAt('stp_000000000000')).toEqual([]);
  expect(see(whole, jorge as string).painsAt('stp_000000000000')).toHaveLength(1);
  // The same lists as long as nothing is different, so that nothing is drawn anew.
  expect(see(whole, maren as string).cellsIn('lan_000000000000')).toBe(see(whole, maren as string).cellsIn('lan_000000000000'));
  expect(texts(jorge as string)).toEqual(['1', '3']);
});

test('cards of a persona that was taken off the map are of all again', () => {
  const without = seeing(apply(map(), [{ op: 'remove', in: 'personas', id: jorge as string }]));
  expect(seenBy()(without, maren as string).cellsAt('lan_000000000000', 'stp_000000000000').map(({ text }) => text)).toEqual(['1', '2', '3']);
  expect(ownerOf({ persona: jorge }, new Map([[maren, 1]]))).toBeNull();
});

test('names, people and colours come together, also where something is missing', () => {
  const onMap = seeing(map()).personas;
  const known = [{ id: 'per_1', name: 'Maren Holt', role: 'Busy parent', portrait: null, segment: 'seg_1' }] as Persona[];
  const all = [...personasOnMap(onMap, known, [{ id: 'seg_1', size: 11420 }] as Segment[]).values()];
  expect(all.map(({ name, initials, people, gone, colourAt }) => [name, initials, people, gone, colourAt])).toEqual([['Maren Holt', 'MH', 11420, false, 0], ['Removed persona', '?', null, true, 0]]);
  expect([...personasOnMap(onMap, undefined, undefined).values()].map(({ name, gone }) => [name, gone])).toEqual([['…', false], ['…', false]]);
});

test('a new one gets a colour of its own, and each can change places', () => {
  const visible = seeing(map());
  const added = addPersona(visible, 'per_3').at(-1);
  expect(added).toMatchObject({ op: 'add', in: 'personas', value: { persona: 'per_3', colour: 1 } });
  const moved = seeing(apply(map(), movePersona(visible, jorge as string, 0)));
  expect(moved.personas.map(({ id }) => id)).toEqual([jorge, maren]);
});
