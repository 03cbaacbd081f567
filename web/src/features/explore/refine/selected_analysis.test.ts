import { expect, it } from 'vitest';
import { nextQuestions } from './next_questions';
import { selectedIn } from './selected';

const share = { share: 0.5, of: 10, count: 5, low: 0.2, high: 0.8 };
const times = { n: 5, median_s: 60, q1_s: 30, q3_s: 90, p90_s: 95, low_s: null, high_s: null };
const answer = (kind: string, result: unknown) => ({ kind, result }) as never;

it('reads a cell of the matrix by what the states are called by', () => {
  const states = ['web', 'chat'].map((label, at) => ({ id: `t${at}`, label, events: 9, people: 7, ref: `state:${at}`, ends: 1 }));
  const result = { states, transitions: [{ from: 't0', to: 't1', count: 4, people: 3, ref: 'move:0:1', share, times }], count: 4, switched: share, switched_ref: 'switched' };
  const selected = selectedIn({ kind: 'transitions' }, answer('transitions', result), 'move:0:1');
  expect(selected).toMatchObject({ title: 'web → chat', people: 3, from: { channel: 'web' }, to: { channel: 'chat' } });
  expect(selected?.rule).toEqual({ predicate: { sequence: [{ channel: 'web' }, { channel: 'chat' }] }, exact: false });
  expect(selectedIn({ kind: 'transitions', by: { property: 'page' } }, answer('transitions', result), 'state:1')?.rule?.predicate).toEqual({
    did: { property: 'page', op: 'is', value: 'chat' },
  });
  expect(selectedIn({ kind: 'transitions' }, answer('transitions', result), 'switched')).toMatchObject({ title: 'switched', people: 5, rule: null });
});

const driver = (more: object) => ({
  id: 'd0', label: 'A twice', direction: 'more', with: { ...share, of: 20, count: 8 }, without: { ...share, of: 30, count: 3 }, also: [],
  refs: { with: 'driver:0:with', with_outcome: 'driver:0:with:outcome', without: 'driver:0:without', without_outcome: 'driver:0:without:outcome' },
  ...more,
});

it('makes a rule of a driver, of either side and with the outcome', () => {
  const document = { kind: 'drivers', outcome: { event: 'Order' }, where: { channel: 'web' } } as const;
  const counted = answer('drivers', { drivers: [driver({ kind: 'count', event: 'A', at_least: 2 })] });
  expect(selectedIn(document, counted, 'driver:0:with')).toMatchObject({
    people: 20,
    rule: { predicate: { did: { all: [{ channel: 'web' }, { event: 'A' }] }, at_least: 2 }, exact: false },
  });
  expect(selectedIn(document, counted, 'driver:0:with:outcome')).toMatchObject({
    people: 8,
    rule: { predicate: { all: [{ did: { all: [{ channel: 'web' }, { event: 'A' }] }, at_least: 2 }, { did: { event: 'Order' } }] } },
  });
  expect(selectedIn(document, counted, 'driver:0:without')).toMatchObject({ people: 30, title: 'without: A twice', to: undefined });
  const trait = answer('drivers', { drivers: [driver({ kind: 'trait', trait: 'city', value: 'Köln' })] });
  expect(selectedIn(document, trait, 'driver:0:without')?.rule?.predicate).toEqual({ not: { trait: 'city', op: 'is', value: 'Köln' } });
});

it('goes on from a touch to the conversion, but not from the gathered rest', () => {
  const channel = (label: string, at: number, more = {}) => ({ label, touches: 9, people: 7, ref: `channel:${at}`, converted: share, converted_ref: `channel:${at}:converted`, credits: [], ...more });
  const result = { channels: [channel('ads', 0), channel('other', 1, { other: true })], paths: [], models: [] };
  const document = { kind: 'attribution', conversion: { event: 'Order' }, by: 'source' } as const;
  const selected = selectedIn(document, answer('attribution', result), 'channel:0:converted');
  expect(selected?.rule?.predicate).toEqual({ sequence: [{ source: 'ads' }, { event: 'Order' }] });
  expect(nextQuestions(document, selected as never).map(({ key }) => key)).toEqual(['next', 'soon', 'before', 'compare', 'time', 'funnel']);
  expect(nextQuestions(document, selected as never)[0]?.document).not.toHaveProperty('by');
  expect(selectedIn(document, answer('attribution', result), 'channel:1')?.rule).toBeNull();
});

it('takes the pattern itself as the rule of who goes its way', () => {
  const result = { matched: share, matched_ref: 'matched', matches_ref: 'matched', not_matched: 9, not_matched_ref: 'not_matched', before: [], after: [{ label: 'Chat', role: 'event', count: 3, people: 2, share, ref: 'after:0' }] };
  const document = { kind: 'pattern', pattern: '"A" then "B"', within: '7d' } as const;
  expect(selectedIn(document, answer('pattern', result), 'not_matched')?.rule).toEqual({
    predicate: { not: { pattern: '"A" then "B"', within: '7d' } },
    exact: true,
  });
  expect(selectedIn(document, answer('pattern', result), 'after:0')).toMatchObject({ title: 'after: Chat', people: 2, to: { event: 'Chat' }, rule: { exact: false } });
});

it('names any number that has people, and says that no rule describes them', () => {
  const cell = { from: 1, to: 2, share, people: 4, ref: 'cohort:0:period:1' };
  const result = { curve: [{ ...cell, ref: 'period:1', lost_people: 6, lost_ref: 'period:1:lost' }], cohorts: [{ from: '2026-01-05', size: 9, people: 9, ref: 'cohort:0', cells: [cell] }] };
  const document = { kind: 'retention', start: { event: 'A' } } as const;
  expect(selectedIn(document, answer('retention', result), 'cohort:0:period:1')).toEqual({ ref: 'cohort:0:period:1', title: '2026-01-05, 1', people: 4, rule: null });
  expect(selectedIn(document, answer('retention', result), 'period:1:lost')).toMatchObject({ people: 6, title: '1, stayed away' });
  expect(selectedIn(document, answer('retention', result), 'period:7')).toBeNull();
});
