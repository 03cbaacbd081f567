import { expect, it } from 'vitest';
import { linePath, thinned } from './line_path';

it('spans the box, highest on top', () => {
  expect(linePath([0, 10, 5], 100, 20, 0)).toBe('M0.0 20.0L50.0 0.0L100.0 10.0');
});

it('breaks where a value is missing', () => {
  expect(linePath([1, null, 1], 10, 10, 0)).toBe('M0.0 5.0M10.0 5.0');
});

it('draws nothing of nothing', () => {
  expect(linePath([], 10, 10, 0)).toBe('');
  expect(linePath([null], 10, 10, 0)).toBe('');
});

it('thins by means and leaves short lines alone', () => {
  expect(thinned([1, 3, 5, 7, 10], 3)).toEqual([2, 6, 10]);
  expect(thinned([1, null, null, null], 2)).toEqual([1, null]);
  expect(thinned([1, 2], 3)).toEqual([1, 2]);
});
