import { expect, it } from 'vitest';
import type { EventAnomaly } from '../../../api';
import { volumeBars } from './volume_scale';

const days = [
  { day: '2026-06-01', count: 50 },
  { day: '2026-06-02', count: 10 },
  { day: '2026-06-03', count: 0 },
];
const anomaly = { kind: 'volume', event: 'Cart', day: '2026-06-02', count: 10, expected: 60, low: 40, high: 80, sentence: '' } as EventAnomaly;

it('measures days and expectations by the same height', () => {
  const { bars, top } = volumeBars(days, [anomaly]);
  expect(top).toBe(80);
  expect(bars.map(({ height }) => height)).toEqual([0.625, 0.125, 0]);
  expect(bars[1]?.anomaly).toEqual({ expected: 0.75, low: 0.5, high: 1, below: true });
  expect(bars[0]?.anomaly).toBeNull();
});

it('has a height where nothing happened', () => {
  expect(volumeBars([{ day: '2026-06-01', count: 0 }], []).bars[0]?.height).toBe(0);
  expect(volumeBars([], []).top).toBe(1);
});
