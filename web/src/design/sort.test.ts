import { expect, it } from 'vitest';
import { nextSort, readSort, sortRows, sortText } from './sort';

it('starts with the largest and turns round', () => {
  const first = nextSort(undefined, 'count');
  expect(first).toEqual({ key: 'count', descending: true });
  expect(nextSort(first, 'count')).toEqual({ key: 'count', descending: false });
  expect(nextSort(first, 'name')).toEqual({ key: 'name', descending: true });
});

it('survives the address', () => {
  for (const text of ['-count', 'name']) expect(sortText(readSort(text))).toBe(text);
});

it('keeps missing values last and reads numbers in texts', () => {
  const rows = ['Step 10', null, 'Step 9'];
  expect(sortRows(rows, (row) => row, false)).toEqual(['Step 9', 'Step 10', null]);
  expect(sortRows(rows, (row) => row, true)).toEqual(['Step 10', 'Step 9', null]);
});
