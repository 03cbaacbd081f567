import { expect, it } from 'vitest';
import type { EventAnomaly, UsualDay } from '../../../api';
import { volumeBars } from './volume_scale';

const days = [
  { day: '2026-06-01', count: 50 },
  { day: '2026-06-02', count: 10 },
  { day: '2026-06-03', count: 0 },
];
const anomaly = { kind: 'volume', event: 'Cart', day: '2026-06-02', count: 10, expected: 60, low: 40, high: 80, sentence: '' } as EventAnomaly;

const usual: UsualDay[] = [
  { day: '2026-06-01', expected: 55, low: -5, high: 75 },
  { day: '2026-06-02', expected: 60, low: 40, high: 80 },
];

it('measures days and expectations by the same height', () => {
  const { bars, top } = volumeBars(days, usual, [anomaly]);
  expect(top).toBe(80);
  expect(bars.map(({ height }) => height)).toEqual([0.625, 0.125, 0]);
  expect(bars.map((bar) => bar.usual)).toEqual([{ expected: 0.6875, low: 0, high: 0.9375 }, { expected: 0.75, low: 0.5, high: 1 }, null]);
  expect(bars.map(({ unusual }) => unusual)).toEqual([null, 'below', null]);
});

it('has a height where nothing happened', () => {
  expect(volumeBars([{ day: '2026-06-01', count: 0 }], [], []).bars[0]?.height).toBe(0);
  expect(volumeBars([], [], []).top).toBe(1);
});
