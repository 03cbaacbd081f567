import { expect, it } from 'vitest';
import { linePath } from './line_path';

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
