import { expect, it } from 'vitest';
import { versusDocument } from './versus_document';
import { comparedRows } from './compared_rows';
import { difference, wilson } from './difference';

it('has the interval of the published example', () => {
  // Newcombe (1998), table II, example (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339.
  const apart = difference(wilson(56, 70), wilson(48, 80));
  expect(apart?.value).toBeCloseTo(0.2, 10);
  expect(apart?.low).toBeCloseTo(0.0524, 4);
  expect(apart?.high).toBeCloseTo(0.3339, 4);
  expect(apart?.clear).toBe(true);
  expect(difference(wilson(9, 10), wilson(3, 10))?.low).toBeCloseTo(0.1705, 4);
  expect(difference(wilson(1, 2), wilson(0, 0))).toBeNull();
  expect(difference(wilson(5, 10), wilson(5, 10))?.clear).toBe(false);
});

const node = (step: number, label: string, count: number, of: number) => ({
  id: `${step}${label}`, step, label, role: 'event', value: count, share: wilson(count, of), channel: null, ref: `node:${label}`,
});

it('meets equal places by name, and counts what one never did as none', () => {
  const paths = { kind: 'paths', steps: 2 } as const;
  const answer = (nodes: object[]) => ({ kind: 'paths', n: { customers: 100, events: 1 }, result: { anchor_step: 0, nodes, links: [], steps: 2 } }) as never;
  const rows = comparedRows(
    paths,
    answer([node(0, 'Start', 100, 100), node(1, 'A', 80, 100), node(1, 'Only here', 10, 100)]),
    answer([node(0, 'Start', 50, 50), node(1, 'A', 10, 50)]),
  );
  expect(rows.map(({ label }) => label)).toEqual(['A, step 1', 'Only here, step 1']);
  expect(rows[0]?.difference.value).toBeCloseTo(0.6, 10);
  expect(rows[1]?.b).toMatchObject({ share: 0, of: 50 });
  expect(rows[1]?.refs).toEqual({ a: 'node:Only here', b: undefined });
});

it('finds the shares of a funnel', () => {
  const step = (name: string, count: number, of: number) => ({ name, count, ref: `step:${name}`, from_first: wilson(count, of), from_previous: wilson(count, of) });
  const answer = (count: number) => ({ kind: 'funnel', n: { customers: 10, events: 1 }, result: { entered: 50, converted: wilson(count, 50), steps: [step('Cart', 50, 50), step('Order', count, 50)] } }) as never;
  const rows = comparedRows({ kind: 'funnel', steps: [] }, answer(40), answer(10));
  expect(rows.map(({ label }) => label)).toContain('Order, of all');
  expect(rows.map(({ label }) => label)).toContain('reach the end');
  expect(rows.every(({ difference: { low, high, value } }) => low <= value && value <= high)).toBe(true);
});

it('asks the same of the others', () => {
  const who = { trait: 'city', value: 'Köln' };
  expect(versusDocument({ kind: 'process', who }, 'rest')).toEqual({ kind: 'process', who: { not: who } });
  expect(versusDocument({ kind: 'process', who }, { segment: 's' })).toEqual({ kind: 'process', who: { segment: 's' } });
  expect(versusDocument({ kind: 'process' }, 'rest')).toBeNull();
  expect(versusDocument({ kind: 'process' }, null)).toBeNull();
});
