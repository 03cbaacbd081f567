import { describe, expect, test } from 'vitest';
import { difference } from './diff';
import { emptyDocument, freshId, isIdOf, type MapDocument } from './fields';
import { changeLength, folded } from './fold';
import { apply, invert, type Operation } from './operations';
import { byOrder, placesAt } from './order';
import { Random, randomDocument, randomOperations } from './testing/random';
import { readTable, tableText } from './tsv';
import { asLine, asText, isText } from './values';
import { visible } from './visible';

describe('operations', () => {
  test('taking back leads to the document before, but for what was added, which is removed then', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = new Random(seed);
      const before = randomDocument(random, 12);
      const operations = randomOperations(random, before, 8);
      const back = apply(apply(before, operations), invert(before, operations));
      expect(difference(before, back), `seed ${seed}`).toEqual([]);
    }
  });

  test('folding many operations leads to the same document', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = new Random(seed);
      const before = randomDocument(random, 6);
      const operations = randomOperations(random, before, 15, { text: 10, set: 6, add: 2, remove: 2, restore: 2 });
      const few = operations.reduce<Operation[]>((list, each) => folded(list, each), []);
      expect(few.length).toBeLessThanOrEqual(operations.length);
      expect(apply(before, few), `seed ${seed}`).toEqual(apply(before, operations));
    }
  });

  test('the document that was given stays as it is', () => {
    const random = new Random(5);
    const before = randomDocument(random, 10);
    const copy = structuredClone(before);
    apply(before, randomOperations(random, before, 30));
    expect(before).toEqual(copy);
  });

  test('a change has at most 500 operations and a mebibyte', () => {
    const big: Operation = { op: 'edit', in: 'about', id: 'about', field: 'title', edit: ['x'.repeat(10_000)] };
    expect(changeLength(Array.from({ length: 900 }, () => ({ ...big, edit: ['x'] })))).toBe(500);
    expect(changeLength(Array.from({ length: 100 }, () => big))).toBe(34);
  });

  test('ids are of their part and not the same twice', () => {
    const ids = Array.from({ length: 200 }, () => freshId('cells'));
    expect(ids.every((id) => isIdOf('cells', id))).toBe(true);
    expect(new Set(ids).size).toBe(200);
  });
});

describe('order', () => {
  const at = (orders: string[]) => orders.map((order, index) => ({ id: `id${index}`, order }));

  test('keys stand between their neighbours', () => {
    const { keys, moved } = placesAt(at(['a0', 'a1']), 1, 2);
    expect(moved).toEqual([]);
    expect(['a1', ...keys, 'a0'].sort()).toEqual(['a0', ...keys, 'a1']);
  });

  test('where nothing is between, the others give way and keep their order', () => {
    for (const orders of [['a0', 'a0', 'a0'], ['zzz', 'zzz0'], ['0', '00'], ['a'.repeat(100), 'b']]) {
      const sorted = at(orders);
      const { keys, moved } = placesAt(sorted, 1, 1);
      const now = sorted.map((each) => moved.find(({ id }) => id === each.id) ?? each);
      const all = [...now, { id: 'new', order: keys[0] as string }].sort(byOrder).map(({ id }) => id);
      expect(all).toEqual(['id0', 'new', ...sorted.slice(1).map(({ id }) => id)]);
    }
  });

  test('a thousand insertions at one place', () => {
    let sorted = at(['a0', 'a1']);
    for (let count = 0; count < 1_000; count += 1) {
      const { keys, moved } = placesAt(sorted, 1, 1);
      sorted = sorted.map((each) => moved.find(({ id }) => id === each.id) ?? each);
      sorted.splice(1, 0, { id: `n${count}`, order: keys[0] as string });
    }
    expect([...sorted].sort(byOrder)).toEqual(sorted);
    expect(sorted.every(({ order }) => order.length <= 100)).toBe(true);
  });
});

describe('what is shown', () => {
  const document: MapDocument = {
    ...emptyDocument(),
    stages: { stg_b: { order: 'b' }, stg_a: { order: 'a' }, stg_gone: { order: 'c', removed: true } },
    steps: { stp_2: { order: 'b', stage: 'stg_b' }, stp_1: { order: 'a', stage: 'stg_b' }, stp_3: { order: 'a', stage: 'stg_gone' }, stp_4: { order: 'c', stage: 'stg_b', removed: true } },
    lanes: { lan_1: { order: 'a' } },
    cells: {
      cel_2: { lane: 'lan_1', step: 'stp_1', order: 'b', to: 'stp_2' }, cel_1: { lane: 'lan_1', step: 'stp_1', order: 'a', to: 'stp_4' },
      cel_3: { lane: 'lan_1', step: 'stp_1', order: 'c', removed: true },
    },
    links: { lnk_1: { from: 'stp_1', to: 'stp_2' }, lnk_2: { from: 'stp_1', to: 'stp_3' } },
  };
  test('nothing that was removed or hangs on it, in order, and a stage without steps has a place', () => {
    const seen = visible(document);
    expect(seen.columns.map(({ stage, step }) => `${stage} ${step?.id ?? ''}`)).toEqual(['stg_a ', 'stg_b stp_1', 'stg_b stp_2']);
    expect(seen.stages.map(({ id, from, columns }) => [id, from, columns])).toEqual([['stg_a', 0, 1], ['stg_b', 1, 2]]);
    expect(seen.cellsAt('lan_1', 'stp_1').map(({ id }) => id)).toEqual(['cel_1', 'cel_2']);
    expect(seen.cellsAt('lan_1', 'stp_1').map((cell) => seen.endOf(cell))).toEqual([1, 2]);
    expect(seen.links.map(({ id }) => id)).toEqual(['lnk_1']);
  });
  test('says what is different', () => {
    const after = apply(document, [
      { op: 'remove', in: 'cells', id: 'cel_1' }, { op: 'restore', in: 'cells', id: 'cel_3' }, { op: 'set', in: 'steps', id: 'stp_1', field: 'optional', value: true },
    ]);
    expect(difference(document, after).map(({ in: part, id, what, fields }) => [part, id, what, fields.length])).toEqual([
      ['steps', 'stp_1', 'changed', 1], ['cells', 'cel_1', 'removed', 4], ['cells', 'cel_3', 'added', 3],
    ]);
  });
});

describe('tables of spreadsheets', () => {
  test('are read as they were written', () => {
    const rows = [['a', 'b "c"', ''], ['two\nlines', 'tab\there', '"'], ['', '', 'end']];
    expect(readTable(tableText(rows))).toEqual(rows);
    expect(readTable('one\ttwo\r\nthree\tfour\r\n')).toEqual([['one', 'two'], ['three', 'four']]);
    expect(readTable('He said "no"\t5" wide')).toEqual([['He said "no"', '5" wide']]);
    expect(readTable('"not closed\tat all')).toEqual([['"not closed', 'at all']]);
    expect(readTable('')).toEqual([['']]);
  });
});

test('what is typed becomes a text or line that the server takes', () => {
  expect(asText('a\r\nb\u0000\ud800c')).toBe('a\nb\uFFFDc');
  expect(isText(asText('\ud800\u0007\r'))).toBe(true);
  expect([...asText('😀'.repeat(10_005))].length).toBe(10_000);
  expect(asLine(' two\nlines ')).toBe('two lines');
  expect(new TextEncoder().encode(asLine('é'.repeat(400))).length).toBe(500);
});
