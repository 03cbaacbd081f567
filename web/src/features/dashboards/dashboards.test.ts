import { describe, expect, test } from 'vitest';
import type { QueryDocument, Tile } from '../../api';
import { asked, readDashboardSearch } from './common';
import { added, changed, columns, freshId, settled, stepped, without } from './grid';

const tile = (id: string, x: number, y: number, width = 6, height = 4): Tile => ({ id, title: id, question: 'q', x, y, width, height });
const places = (tiles: Tile[]) => Object.fromEntries(tiles.map(({ id, x, y }) => [id, [x, y]]));

describe('the grid', () => {
  test('lets tiles rise, and none stand over another', () => {
    expect(places(settled([tile('a', 0, 3), tile('b', 6, 9), tile('c', 3, 5)]))).toEqual({ a: [0, 0], b: [6, 0], c: [3, 4] });
  });
  test('puts a tile where it is wanted, and the others make room', () => {
    const tiles = [tile('a', 0, 0), tile('b', 6, 0)];
    expect(places(changed(tiles, 'b', { x: -6 }))).toEqual({ b: [0, 0], a: [0, 4] });
    expect(places(changed(tiles, 'a', { width: 6 }))).toEqual({ a: [0, 0], b: [6, 4] });
  });
  test('keeps tiles inside and large enough', () => {
    const [a] = changed([tile('a', 0, 0)], 'a', { x: 99, width: -99, height: -99 });
    expect(a).toMatchObject({ x: 9, y: 0, width: 3, height: 3 });
    expect(changed([tile('a', 4, 0)], 'a', { width: 99 })[0]).toMatchObject({ x: 0, width: columns });
  });
  test('steps past a neighbour by keys', () => {
    const tiles = [tile('a', 0, 0), tile('b', 0, 4), tile('c', 6, 0)];
    expect(places(stepped(tiles, 'a', true))).toEqual({ b: [0, 0], a: [0, 4], c: [6, 0] });
    expect(places(stepped(tiles, 'b', false))).toEqual({ b: [0, 0], a: [0, 4], c: [6, 0] });
    expect(stepped(tiles, 'c', true)).toEqual(tiles);
  });
  test('fills the first free place, and closes the gap of what goes', () => {
    const two = added(added([], { id: 'a', title: '' }), { id: 'b', title: '' });
    expect(places(two)).toEqual({ a: [0, 0], b: [6, 0] });
    expect(places(added(two, { id: 'c', title: '' }))).toMatchObject({ c: [0, 5] });
    expect(places(without(settled([tile('a', 0, 0), tile('b', 0, 4)]), 'a'))).toEqual({ b: [0, 0] });
    expect(freshId([tile('t2', 0, 0)])).toBe('t3');
  });
  test('has no overlap whatever is done', () => {
    let seed = 20260101;
    const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
    for (let round = 0; round < 60; round += 1) {
      let tiles: Tile[] = [];
      for (let i = 0; i < 8; i += 1) tiles = added(tiles, { id: `t${i}`, title: '' });
      for (let i = 0; i < 10; i += 1) {
        const id = `t${random(8)}`;
        tiles = random(3) === 0 ? stepped(tiles, id, random(2) === 0) : changed(tiles, id, { x: random(9) - 4, y: random(9) - 4, width: random(5) - 2, height: random(5) - 2 });
      }
      expect(tiles).toHaveLength(8);
      const inside = tiles.every((a) => a.x >= 0 && a.x + a.width <= columns && a.y >= 0);
      const apart = tiles.every((a) =>
        tiles.every((b) => a === b || a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height),
      );
      expect([inside, apart], `round ${round}`).toEqual([true, true]);
    }
  });
});

describe('what tiles share', () => {
  const query = { kind: 'process', range: { from: '2026-01-01' }, who: { trait: 'plan', op: 'is', value: 'Plus' } } as QueryDocument;
  test('is the period and the segment, beside what the question says itself', () => {
    expect(asked(query, { from: '2026-02-01' }, 'seg_1')).toEqual({
      kind: 'process',
      range: { from: '2026-02-01' },
      who: { all: [{ trait: 'plan', op: 'is', value: 'Plus' }, { segment: 'seg_1' }] },
    });
    expect(asked(query, undefined, undefined)).toEqual(query);
    expect(asked({ kind: 'process' } as QueryDocument, undefined, 's')).toEqual({ kind: 'process', who: { segment: 's' } });
  });
  test('is read from the address as far as it is well formed', () => {
    expect(readDashboardSearch({ period: '8w', segment: 'seg_1', tile: 't1', x: 1 })).toEqual({ period: '8w', segment: 'seg_1', tile: 't1' });
    expect(readDashboardSearch({ period: 'nonsense', segment: '', tile: 4 })).toEqual({});
  });
});
