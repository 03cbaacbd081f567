import { expect, it } from 'vitest';
import { moved, withoutEntry } from './rules_edits';

it('moves an entry and stops at the ends', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 1, 5)).toEqual(['a', 'c', 'b']);
  expect(withoutEntry(['a', 'b', 'c'], 1)).toEqual(['a', 'c']);
});
