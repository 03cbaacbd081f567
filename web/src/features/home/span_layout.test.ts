import { expect, it } from 'vitest';
import type { FrictionFinding } from '../../api';
import { spanLayout } from './span_layout';

const effect = { before: { share: 0.1 } } as FrictionFinding['effect'];
const days = (shares: (number | null)[]) =>
  shares.map((share, i) => ({ from: `2026-05-0${i + 1}T00:00:00Z`, n: 10, share }));

it('shades the span where its time is', () => {
  const series = days([0.1, 0.1, 0.4, 0.4]);
  const layout = spanLayout({ from: '2026-05-03T00:00:00Z', to: '2026-05-04T00:00:00Z', series, effect }, 400, 50);
  // Four days in 400 pixels: the third one is from 200 to 300.
  expect([layout!.from, layout!.to]).toEqual([200, 300]);
  expect(layout!.points.map(({ x }) => x)).toEqual([50, 150, 250, 350]);
  expect(layout!.points[2]!.y).toBe(5);
  expect(layout!.beforeY).toBe(35);
  expect(spanLayout({ from: '2026-05-03T00:00:00Z', to: null, series, effect }, 400, 50)!.to).toBe(400);
});

it('breaks the line where nothing was measured', () => {
  const layout = spanLayout({ from: '2026-05-01T00:00:00Z', to: null, series: days([0.1, null, 0.2]), effect }, 300, 50);
  expect(layout!.path.match(/[ML]/g)).toEqual(['M', 'M']);
  expect(spanLayout({ from: '', to: null, series: days([null, null]), effect }, 300, 50)).toBeNull();
  expect(spanLayout({ from: '', to: null, series: [], effect }, 300, 50)).toBeNull();
});
