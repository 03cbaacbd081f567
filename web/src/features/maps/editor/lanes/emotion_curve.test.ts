import { expect, test } from 'vitest';
import { curvePath, feelingAt, feelingText, feelingY, marked } from './emotion_curve';

test('a feeling is drawn where it is read again', () => {
  for (const value of [-2, -1.6, 0, 0.1, 1.3, 2]) expect(feelingAt(feelingY(value, 128), 128)).toBe(value);
  expect(feelingAt(-50, 128)).toBe(2);
  expect(feelingAt(900, 128)).toBe(-2);
});

test('peak and trough are said where there are any', () => {
  const points = [0.5, 1.5, -1.6, 0].map((value, column) => ({ column, value }));
  expect(marked(points)).toEqual({ peak: points[1], trough: points[2], end: points[3] });
  expect(marked(points.slice(0, 1))).toEqual({});
  expect(marked([{ column: 0, value: 1 }, { column: 1, value: 1 }])).toEqual({});
  expect([feelingText(-1.6), feelingText(2), feelingText(0)]).toEqual(['−1.6', '+2', '0']);
});

test('the curve goes through its points', () => {
  expect(curvePath([{ column: 0, value: 0 }, { column: 1, value: 2 }], 128)).toBe('M75 64C150 64 150 12 225 12');
});
