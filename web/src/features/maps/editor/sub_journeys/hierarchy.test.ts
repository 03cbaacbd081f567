import { expect, test } from 'vitest';
import type { MapSummary } from '../../../../api';
import { above, pathTo } from './hierarchy';
import { viaFrom, viaText } from './via';

const map = (id: string, maps: string[] = []) => ({ id, title: id, maps }) as MapSummary;
const ids = (maps: readonly MapSummary[]) => maps.map(({ id }) => id);

test('breadcrumbs say whence one came, and go on upwards where there is one way alone', () => {
  const maps = [map('map_life', ['map_buying']), map('map_buying', ['map_paying']), map('map_paying'), map('map_service', ['map_paying'])];
  expect(ids(pathTo('map_paying', ['map_buying'], maps))).toEqual(['map_life', 'map_buying']);
  expect(ids(pathTo('map_paying', ['map_service'], maps))).toEqual(['map_service']);
  // Two maps open it, and nobody said which.
  expect(ids(pathTo('map_paying', [], maps))).toEqual([]);
  expect(ids(pathTo('map_buying', [], maps))).toEqual(['map_life']);
  expect(ids(pathTo('map_buying', ['map_removed', 'map_buying'], maps))).toEqual(['map_life']);
});

test('maps that open each other in a ring end the breadcrumbs', () => {
  const ring = [map('map_a', ['map_b']), map('map_b', ['map_c']), map('map_c', ['map_a'])];
  expect(ids(pathTo('map_a', [], ring))).toEqual(['map_b', 'map_c']);
  expect([...above('map_a', ring)].sort()).toEqual(['map_a', 'map_b', 'map_c']);
});

test('what is above a map is all that leads to it', () => {
  const maps = [map('map_life', ['map_buying']), map('map_buying', ['map_paying']), map('map_paying'), map('map_other')];
  expect([...above('map_paying', maps)].sort()).toEqual(['map_buying', 'map_life', 'map_paying']);
  expect([...above('map_life', maps)]).toEqual(['map_life']);
});

test('an address that says anything else is not believed', () => {
  expect(viaFrom('map_a.map_b')).toEqual(['map_a', 'map_b']);
  expect(viaFrom('map_a.<script>.map_b')).toEqual(['map_a', 'map_b']);
  expect(viaFrom(7)).toEqual([]);
  expect(viaText([])).toBeUndefined();
  expect(viaText(Array.from({ length: 20 }, (_, at) => `map_${at}`))).toBe('map_14.map_15.map_16.map_17.map_18.map_19');
});
