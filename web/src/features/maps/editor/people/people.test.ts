import { expect, test } from 'vitest';
import { emptyDocument } from '../../engine/fields';
import { visible } from '../../engine/visible';
import { boardOf } from '../place';
import { personColour, personStyle } from '../presence_mark';
import { doingWords, peopleOf, placeOf } from './people_words';

const map = emptyDocument();
map.stages.stg_000000000001 = { order: 'a0', title: 'Purchase' };
map.steps.stp_000000000001 = { order: 'a0', stage: 'stg_000000000001', title: 'Pays' };
map.lanes.lan_000000000001 = { order: 'a0', title: 'Thinks' };
const board = boardOf(visible(map));
const ada = { id: 'ada', name: 'Ada' };

test('somebody in several tabs is here once, where they do most', () => {
  const present = [
    { client: 'a', user: ada, at: {} }, { client: 'b', user: { id: 'bo', name: 'Bo' }, at: { id: 'stp_000000000001' } }, { client: 'c', user: ada, at: { lane: 'lan_000000000001', step: 'stp_000000000001', writing: true } },
    { client: 'd', user: ada, at: { id: 'stg_000000000001' } }, { client: 'e', user: { id: 'cy', name: 'Cy' }, at: null },
  ];
  expect(peopleOf(present).map(({ user, client }) => [user.name, client])).toEqual([['Ada', 'c'], ['Bo', 'b']]);
});

test('says what somebody does, and leads to where they are', () => {
  const at = { lane: 'lan_000000000001', step: 'stp_000000000001', writing: true };
  expect(doingWords(map, at)).toBe('writes in ‘Thinks’ at ‘Pays’');
  expect(doingWords(map, { id: 'stg_000000000001' })).toBe('is at the stage ‘Purchase’');
  expect(doingWords(map, { lane: 'lan_gone' })).toBe('looks around');
  expect(placeOf(board, map, at)?.focus).toEqual({ row: 'lan_000000000001', column: 'stp_000000000001' });
  expect(placeOf(board, map, { id: 'stp_000000000001' })?.focus).toEqual({ row: 'steps', column: 'stp_000000000001' });
  expect(placeOf(board, map, { lane: 'lan_gone', step: 'stp_000000000001' })).toBeNull();
  expect(placeOf(board, map, {})).toBeNull();
});

test('eight people have eight colours and keep them', () => {
  const people = Array.from({ length: 8 }, (_, at) => `usr_${at}`);
  const colours = people.map(personColour);
  expect(new Set(colours).size).toBe(8);
  expect(people.toReversed().map(personColour).toReversed()).toEqual(colours);
  expect(personColour('usr_ninth')).toMatch(/^var\(--c\d\)$/);
  // Names are read on the category only where it is dark enough.
  for (const one of people) if (['var(--c2)', 'var(--c6)', 'var(--c8)'].includes(personColour(one))) expect(personStyle(one).color).toBe('var(--ink)');
});
