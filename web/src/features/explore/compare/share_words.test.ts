import { expect, test } from 'vitest';
import { comparedRows } from './compared_rows';
import { shareWords } from './share_words';

const answered = (...results: object[]) => ({ groups: results.map((result) => ({ result })), differences: [] }) as never;

test('a share is called by what it stands under', () => {
  const steps = answered({}, {});
  expect(shareWords('funnel', steps, 'steps[Paid].from_first')).toBe('Paid, of all');
  expect(shareWords('funnel', steps, 'converted')).toBe('reach the end');
  expect(shareWords('funnel', steps, 'breakdown[ios].steps[v1.2].from_previous')).toBe('ios, v1.2, of the step before');
  expect(shareWords('transitions', steps, 'transitions[web > app].share')).toBe('web → app');
  expect(shareWords('lifecycle', steps, 'periods[2026-03-01].new')).toBe('2026-03-01, new');
});

test('spans are named whole, whichever of the two has them', () => {
  const result = answered({ lengths: [] }, { lengths: [{ from_s: 60, to_s: 3600 }] });
  expect(shareWords('sessions', result, 'lengths[60].share')).toBe('1\u202fmin – 1\u202fh');
  const curve = answered({ bucket: 'day', curve: [] }, { bucket: 'day', curve: [{ from: 7, to: 8 }] });
  expect(shareWords('retention', curve, 'curve[7].share')).toBe('Day 7');
});

test('nodes stand by their step, and those all begin with are no difference', () => {
  const result = answered({ anchor_step: 1 }, {});
  expect(shareWords('paths', result, 'nodes[2: Cart].share')).toBe('Cart, step 1');
  expect(shareWords('paths', result, 'nodes[0: Ad: new].share')).toBe('Ad: new, 1 before');
  expect(shareWords('paths', result, 'nodes[3: (exit)].share')).toBe('Left, step 2');
  expect(shareWords('paths', result, 'nodes[1: Start].share')).toBeNull();
  expect(shareWords('process', result, 'activities[Cart].people')).toBe('Cart');
  expect(shareWords('process', result, 'edges[Cart > Paid].people')).toBe('Cart → Paid');
  expect(shareWords('process', result, 'variants[Cart > Paid].share')).toBeNull();
});

test('what is surely apart comes first, however wide the others are', () => {
  const share = { share: 0.5, of: 10, count: 5, low: 0.2, high: 0.8 };
  const row = (at: string, difference: number, low: number, high: number) => ({
    at, what: 'share', group: 1, base: 0, value: difference, difference, low, high, clear: low > 0 || high < 0,
    base_share: share, value_share: share, refs: { base: null, value: `group:1:${at}` },
  });
  const everybody = { ...row('steps[Start].from_first', 0, -0.1, 0.1), base_share: { ...share, count: 10 }, value_share: { ...share, count: 10 } };
  const mean = { at: 'times', what: 'median', group: 1, base: 1, value: 2, difference: 1, low: 0, high: 2, clear: false };
  const result = { groups: [{ result: {} }], differences: [everybody, row('converted', 0.5, -0.1, 1), row('steps[A].from_first', -0.1, -0.15, -0.05), mean, row('steps[B].from_first', 0.2, 0.15, 0.25)] } as never;
  const rows = comparedRows('funnel', result);
  expect(rows.map(({ label }) => label)).toEqual(['B, of all', 'A, of all', 'reach the end']);
  expect(rows[0]?.refs).toEqual({ a: 'group:1:steps[B].from_first', b: undefined });
});
