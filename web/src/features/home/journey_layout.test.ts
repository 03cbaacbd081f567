import { expect, it } from 'vitest';
import type { JourneyStage, Share, Times } from '../../api';
import { journeyWidthMin, layoutJourney } from './journey_layout';

const share = (count: number, of: number): Share => ({ count, of, share: count / of, low: 0, high: 1 });
const times: Times = { n: 1, median_s: 1, q1_s: 1, q3_s: 1, p90_s: 1, low_s: 1, high_s: 1 };

function stage(people: number, onward: number, friction: number | null): JourneyStage {
  return {
    name: `Stage ${people}`, people, ref: 'r', onward: share(onward, people), onward_times: times,
    lost: people - onward, lost_ref: 'l', friction: { value: friction, n: people }, touchpoints: [],
  };
}

it('makes blocks as high as they have people', () => {
  const { blocks, ribbons, losses } = layoutJourney([stage(1000, 500, 0), stage(500, 250, 0), stage(250, 0, 0)], 800);
  expect(blocks.map(({ height }) => height)).toEqual([88, 44, 22]);
  expect(blocks.map(({ centre }) => Math.round(centre))).toEqual([133, 400, 667]);
  // All stand on one middle line.
  expect(new Set(blocks.map(({ y, height }) => y + height / 2)).size).toBe(1);
  expect(ribbons).toHaveLength(2);
  expect(losses).toHaveLength(2);
});

it('lets the loss begin where the ribbon ends', () => {
  const [first] = layoutJourney([stage(1000, 250, 0), stage(250, 0, 0)], 800).blocks;
  const { ribbons, losses } = layoutJourney([stage(1000, 250, 0), stage(250, 0, 0)], 800);
  const ribbonEnd = first!.y + 22;
  expect(ribbons[0]!.path).toContain(`${(first!.x + first!.width).toFixed(1)} ${ribbonEnd.toFixed(1)}Z`);
  expect(losses[0]!.path.startsWith(`M${(first!.x + first!.width).toFixed(1)} ${ribbonEnd.toFixed(1)}`)).toBe(true);
});

it('keeps tiny stages visible and their numbers outside', () => {
  const { blocks } = layoutJourney([stage(100_000, 10, 0), stage(10, 0, 0)], 800);
  expect(blocks[1]!.height).toBe(3);
  expect(blocks[1]!.labelInside).toBe(false);
  expect(blocks[1]!.labelY).toBeLessThan(blocks[1]!.y);
});

it('never gets narrower than it can be read', () => {
  const stages = Array.from({ length: 7 }, () => stage(10, 5, 0));
  const { width, blocks } = layoutJourney(stages, 360);
  expect(width).toBe(journeyWidthMin(7));
  blocks.forEach((block, i) => i > 0 && expect(block.x).toBeGreaterThan(blocks[i - 1]!.x + blocks[i - 1]!.width));
});

it('marks the trough only below the baseline and leaves out what was not measured', () => {
  const { curve } = layoutJourney([stage(9, 9, 0.3), stage(9, 9, null), stage(9, 9, -1.2), stage(9, 9, 1)], 800);
  expect(curve!.points.map(({ stage }) => stage)).toEqual([0, 2, 3]);
  expect(curve!.trough).toBe(1);
  expect(curve!.points[1]!.y - curve!.baseline).toBeCloseTo(1.2 * 28);
  expect(layoutJourney([stage(9, 9, 0.3)], 800).curve!.trough).toBeNull();
  expect(layoutJourney([stage(9, 9, null)], 800).curve).toBeNull();
  expect(layoutJourney([], 800).blocks).toEqual([]);
});
