import { expect, it } from 'vitest';
import { axisTicks, bandPath, brokenLine } from './line';

it('breaks a line and a band where values miss', () => {
  expect(brokenLine([{ x: 0, y: 1 }, { x: 1, y: 2 }, null, { x: 3, y: 4 }])).toBe('M0.0 1.0L1.0 2.0M3.0 4.0');
  expect(bandPath([{ x: 0, low: 5, high: 1 }, { x: 1, low: 6, high: 2 }, null, { x: 3, low: 5, high: 1 }])).toBe(
    'M0.0 1.0L1.0 2.0L1.0 6.0L0.0 5.0Z',
  );
});

it('marks an axis evenly, all values inside', () => {
  expect(axisTicks(0, 83)).toEqual([0, 50, 100]);
  expect(axisTicks(0, 0.3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(axisTicks(-0.12, 0.31)).toEqual([-0.2, 0, 0.2, 0.4]);
  expect(axisTicks(5, 5)).toEqual([4, 6]);
  for (const [low, high] of [[-3, 17], [0, 1e6], [0.001, 0.002]] as const) {
    const ticks = axisTicks(low, high);
    expect(ticks[0]).toBeLessThanOrEqual(low);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
  }
});
