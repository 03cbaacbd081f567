import { beforeEach, describe, expect, it } from 'vitest';
import { setTimeZone } from '../../../design/format_time';
import { journeyPicture, labelStart } from './journey_marks';
import { journeyScale } from './journey_scale';

const hour = 3_600_000;
const day = 24 * hour;
const everything = { from: null, to: null };

describe('the scale', () => {
  it('runs evenly when no gap is long', () => {
    // 25 gaps of equal length, none longer than a 24th of the span and an hour: even steps.
    const times = Array.from({ length: 26 }, (_, i) => i * 60_000);
    const { positions, breaks } = journeyScale(times, 500);
    expect(positions.map(Math.round)).toEqual(times.map((_, i) => i * 20));
    expect(breaks).toEqual([]);
  });

  it('cuts long gaps short, and says how long they were', () => {
    const visit = (at: number) => Array.from({ length: 20 }, (_, i) => at + i * hour);
    const { positions, breaks } = journeyScale([...visit(0), ...visit(100 * day)], 600);
    expect(breaks).toHaveLength(1);
    expect(breaks[0]?.seconds).toBe((100 * day - 19 * hour) / 1000);
    expect(positions[0]).toBe(0);
    expect(positions.at(-1)).toBeCloseTo(600, 6);
    for (let i = 1; i < positions.length; i += 1) {
      expect((positions[i] as number) - (positions[i - 1] as number)).toBeGreaterThanOrEqual(5);
    }
  });

  it('reads places back as moments', () => {
    const scale = journeyScale([0, hour, 90 * day, 90 * day + hour], 400);
    expect(scale.timeAt(scale.positions[2] as number)).toBe(90 * day);
    expect(scale.xAt(hour)).toBe(scale.positions[1]);
    expect(scale.timeAt(-50)).toBe(0);
    expect(scale.timeAt(4000)).toBe(90 * day + hour);
  });

  it('stands one event, or many of one moment, in the middle', () => {
    expect(journeyScale([7], 400).positions).toEqual([200]);
    expect(journeyScale([7, 7, 7], 400).positions).toEqual([195, 200, 205]);
    expect(journeyScale([], 400).positions).toEqual([]);
  });
});

describe('the picture', () => {
  beforeEach(() => setTimeZone('UTC'));
  const at = (ms: number) => new Date(ms).toISOString();
  const shape = {
    channels: ['web', 'chat'],
    events: ['Cart', 'Payment error', 'Chat'],
    stages: [{ stage: 'Consideration', from: at(0) }, { stage: 'Purchase', from: at(60_000) }],
    points: [
      { id: '1', time: at(0), channel: 0, event: 0, role: 'step' as const },
      { id: '2', time: at(60_000), channel: 0, event: 1, role: 'error' as const },
      { id: '3', time: at(120_000), channel: 0, event: 0, role: 'step' as const },
      { id: '4', time: at(180_000), channel: 1, event: 2, role: 'contact' as const },
    ],
    current_stage: 'Purchase',
    moments: [],
  };

  it('draws a dot each, and turns the path only where the lane changes', () => {
    const { marks, path } = journeyPicture(shape, 300, everything);
    expect(marks.map(({ lane, role, event }) => [lane, role, event])).toEqual([
      [0, 'step', 'Cart'], [0, 'error', 'Payment error'], [0, 'step', 'Cart'], [1, 'contact', 'Chat'],
    ]);
    expect(path.map(({ x, lane }) => [Math.round(x), lane])).toEqual([[0, 0], [200, 0], [300, 1]]);
  });

  it('leaves out a label that would lie on its neighbour, and keeps labels inside', () => {
    const { stages } = journeyPicture(shape, 120, everything);
    expect(stages.map(({ label, shown }) => [label, shown])).toEqual([['Consideration', true], ['Purchase', false]]);
    expect(labelStart(118, 'Purchase', 120)).toBeLessThan(72);
  });

  it('merges dots that would lie on each other but never an error into another event', () => {
    const points = Array.from({ length: 5000 }, (_, i) => ({
      id: String(i), time: at(i * 60_000), channel: 0, event: i === 2500 ? 1 : 0, role: i === 2500 ? ('error' as const) : ('step' as const),
    }));
    const { marks, shown } = journeyPicture({ ...shape, points }, 600, everything);
    expect(shown).toBe(5000);
    expect(marks.length).toBeLessThan(210);
    expect(marks.filter(({ role }) => role === 'error')).toMatchObject([{ count: 1, event: 'Payment error' }]);
    expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(5000);
  });

  it('shows a chosen period over the whole width', () => {
    const { marks } = journeyPicture(shape, 300, { from: 60_000, to: 180_000 });
    expect(marks.map(({ x }) => Math.round(x))).toEqual([0, 300]);
  });
});
