import { expect, it } from 'vitest';
import { startingPoints } from './starting_points';

const touchpoints = [
  { events: ['Payment failed'], role: 'error' as const, count: 10 },
  { events: ['Card refused'], role: 'error' as const, count: 30 },
  { events: ['Ticket created'], role: 'contact' as const, count: 5 },
];

it('fits the starting points to the events there are', () => {
  const points = startingPoints(['Page', 'Signed up', 'Order placed'], 'Order placed', touchpoints);
  expect(points.map(({ name }) => name)).toEqual([
    'Order placed in the last 30 days',
    'Signed up, never Order placed',
    'Card refused, then Ticket created within 7 days',
  ]);
  expect(points[1]?.rule).toEqual({ all: [{ did: { event: 'Signed up' }, at_least: 1 }, { did: { event: 'Order placed' }, at_most: 0 }] });
});

it('makes do with what there is', () => {
  expect(startingPoints([], null, [])).toEqual([]);
  expect(startingPoints(['A', 'B', 'C', 'D'], null, []).map(({ name }) => name)).toEqual(['A', 'B', 'C'].map((name) => `${name} in the last 30 days`));
  expect(startingPoints(['Buy'], 'Buy', []).map(({ name }) => name)).toEqual([
    'Buy in the last 30 days',
    'Never Buy',
    'Buy twice, not in the last 60 days',
  ]);
});
