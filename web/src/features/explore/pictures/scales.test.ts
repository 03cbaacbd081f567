import { describe, expect, it } from 'vitest';
import type { FunnelStep } from '../../../api';
import { layoutFunnel } from './funnel_layout';
import { labelEvery, placeOf, ticks } from './log_scale';
import { fitted } from './text_fit';

describe('times on bins', () => {
  const bins = [{ from_s: 0, to_s: 10 }, { from_s: 10, to_s: 1000 }, { from_s: 1000, to_s: 2000 }];
  it('stand where they belong', () => {
    expect(placeOf(5, bins)).toBe(0.5);
    expect(placeOf(10, bins)).toBe(1);
    expect(placeOf(100, bins)).toBeCloseTo(1.5);
    expect(placeOf(2000, bins)).toBe(3);
    expect(placeOf(2001, bins)).toBeNull();
    expect(placeOf(1, [])).toBeNull();
  });
  it('leave labels room', () => {
    expect(labelEvery(10, 60, 58)).toBe(1);
    expect(labelEvery(40, 14, 58)).toBe(5);
  });
});

it('marks an axis in plain steps', () => {
  expect(ticks(79)).toEqual([0, 50, 100]);
  expect(ticks(3)).toEqual([0, 1, 2, 3]);
  expect(ticks(0)).toEqual([0, 1]);
  expect(ticks(2100)).toEqual([0, 1000, 2000, 3000]);
});

it('cuts a text to its room', () => {
  expect(fitted('Checkout started', 400, 12)).toBe('Checkout started');
  expect(fitted('Checkout started', 60, 12)).toBe('Checkou…');
  expect(fitted('Checkout', 5, 12)).toBe('…');
});

describe('a funnel', () => {
  const step = (count: number, lost?: number) =>
    ({ count, ref: 'step', ...(lost === undefined ? {} : { lost, lost_ref: 'lost' }) }) as FunnelStep;
  const size = { width: 600, height: 200, columnMin: 150, barShare: 0.5, lostMin: 2 };
  it('stacks who came and who did not', () => {
    const { bars } = layoutFunnel([step(100, 60), step(40, 0), step(40)], size);
    expect(bars.map((bar) => bar.reached.height)).toEqual([200, 80, 80]);
    expect(bars[1]?.lost).toEqual({ y: 80, height: 120, count: 60, ref: 'lost' });
    expect(bars[0]?.lost).toBeNull();
    expect(bars[2]?.lost).toBeNull();
    expect(bars.map((bar) => bar.x)).toEqual([0, 200, 400]);
  });
  it('shows one lost among very many, and stays readable on a phone', () => {
    const { bars, width } = layoutFunnel([step(100000, 1), step(99999)], { ...size, width: 200 });
    expect(bars[1]?.lost?.height).toBe(2);
    expect(width).toBe(300);
  });
});
