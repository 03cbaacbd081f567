import { expect, it } from 'vitest';
import { columnWords, onlyIn, upset } from './upset';

const overlap = {
  segments: [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
    { id: 'c', name: null },
  ],
  customers: 100,
  none: 40,
  // 30 only in a, 10 in a and b, 20 only in c.
  items: [
    { in: ['a'], count: 40, only: 30 },
    { in: ['b'], count: 10, only: 0 },
    { in: ['a', 'b'], count: 10, only: 10 },
    { in: ['c'], count: 20, only: 20 },
    { in: ['a', 'c'], count: 0, only: 0 },
    { in: ['b', 'c'], count: 0, only: 0 },
    { in: ['a', 'b', 'c'], count: 0, only: 0 },
  ],
};

it('draws who is in exactly which segments, the most first', () => {
  const { rows, columns, empty } = upset(overlap);
  expect(rows).toEqual([
    { id: 'a', name: 'A', size: 40, width: 1 },
    { id: 'b', name: 'B', size: 10, width: 0.25 },
    { id: 'c', name: 'c', size: 20, width: 0.5 },
  ]);
  expect(columns.map((column) => [column.in.join(), column.only, column.height])).toEqual([
    ['a', 30, 1],
    ['c', 20, 2 / 3],
    ['a,b', 10, 1 / 3],
  ]);
  expect(empty).toBe(4);
  // Every customer of a segment is in exactly one column.
  expect(columns.reduce((sum, column) => sum + column.only, 0) + overlap.none).toBe(overlap.customers);
});

it('names the people of a column as a rule and in words', () => {
  expect(onlyIn(['a', 'b'], ['a', 'b', 'c'])).toEqual({ all: [{ segment: 'a' }, { segment: 'b' }, { not: { segment: 'c' } }] });
  expect(columnWords({ in: ['a'] }, upset(overlap).rows)).toBe('A, not B or c');
});
