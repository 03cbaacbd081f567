import { expect, it } from 'vitest';
import type { FunnelDocument, PathsDocument, PathsResult, ProcessDocument, TimeBetweenDocument } from '../../../api';
import { nextQuestions, segmentRule } from './next_questions';
import { and, inRange } from './rule';
import { selectedIn } from './selected';

const share = { share: 0.5, of: 10, count: 5, low: 0.2, high: 0.8 };
const times = { n: 5, median_s: 60, q1_s: 30, q3_s: 90, p90_s: 95, low_s: null, high_s: null };
const node = (id: string, step: number, label: string, role: 'event' | 'exit' = 'event', value = 10) => ({
  id, step, label, role, value, share, channel: null, ref: `node:${id}`,
});
const link = (from: string, to: string, value: number) => ({ from, to, value, share, times, ref: `link:${from}:${to}` });
const paths: PathsResult = {
  steps: 2,
  anchor_step: 0,
  nodes: [node('s0', 0, 'Cart'), node('a', 1, 'Shipping'), node('b', 1, 'Payment'), node('c', 2, 'Order placed'), node('x', 2, 'exit', 'exit')],
  links: [link('s0', 'a', 6), link('s0', 'b', 4), link('a', 'c', 2), link('b', 'c', 3), link('a', 'x', 4), link('b', 'x', 1)],
};
const answer = (kind: string, result: unknown) => ({ kind, result }) as never;
const asked: PathsDocument = { kind: 'paths', start: { event: 'Cart' }, steps: 2, where: { channel: 'web' }, range: { from: '2026-01-01', to: '2026-02-01' } };

it('reads a ribbon of the paths, and the widest way to its end', () => {
  const selected = selectedIn(asked, answer('paths', paths), 'link:b:c');
  expect(selected).toMatchObject({ title: 'Payment → Order placed', people: 3, from: { event: 'Payment' }, to: { event: 'Order placed' } });
  expect(selected?.rule).toEqual({
    exact: false,
    predicate: { sequence: [{ all: [{ channel: 'web' }, { event: 'Payment' }] }, { all: [{ channel: 'web' }, { event: 'Order placed' }] }] },
  });
  expect(selected?.steps?.map((step) => step.match)).toEqual([{ event: 'Cart' }, { event: 'Payment' }, { event: 'Order placed' }]);
  const wide = selectedIn(asked, answer('paths', paths), 'node:c');
  expect(wide?.steps?.map((step) => step.match)).toEqual([{ event: 'Cart' }, { event: 'Payment' }, { event: 'Order placed' }]);
  expect(selectedIn(asked, answer('paths', paths), 'link:b:nowhere')).toBeNull();
  expect(selectedIn(asked, answer('funnel', paths), 'node:c')).toBeNull();
});

it('takes those who left by what they did last, and offers no way on from there', () => {
  const left = selectedIn({ ...asked, where: undefined }, answer('paths', paths), 'link:a:x');
  expect(left?.rule?.predicate).toEqual({
    all: [{ did: { event: 'Shipping' } }, { not: { sequence: [{ event: 'Shipping' }, {}] } }],
  });
  expect(nextQuestions(asked, left as never).map(({ key }) => key)).toEqual(['before', 'compare']);
});

it('makes whole questions of a ribbon, about its people', () => {
  const selected = selectedIn(asked, answer('paths', paths), 'link:a:c');
  const questions = new Map(nextQuestions({ ...asked, who: { trait: 'city', value: 'Köln' } }, selected as never).map((each) => [each.key, each]));
  const rule = selected?.rule?.predicate;
  expect(questions.get('next')?.document).toEqual({
    kind: 'paths', start: { event: 'Order placed' }, steps: 5, loops: 'collapse', range: asked.range, where: asked.where,
    who: { all: [{ trait: 'city', value: 'Köln' }, rule] },
  });
  expect(questions.get('before')?.document).toMatchObject({ end: { event: 'Shipping' } });
  expect(questions.get('compare')).toMatchObject({
    document: { kind: 'paths', start: { event: 'Cart' }, who: { all: [{ trait: 'city', value: 'Köln' }, rule] } },
    versus: { all: [{ trait: 'city', value: 'Köln' }, { not: rule }] },
  });
  expect(questions.get('time')?.document).toMatchObject({ kind: 'time-between', who: { trait: 'city', value: 'Köln' } });
  expect(questions.get('funnel')?.document).toMatchObject({ kind: 'funnel', steps: [{ match: { event: 'Cart' } }, { match: { event: 'Shipping' } }, { match: { event: 'Order placed' } }] });
});

const funnel: FunnelDocument = { kind: 'funnel', window: '7d', steps: [{ match: { event: 'A' } }, { match: { event: 'B' } }, { match: { event: 'C' } }] };
const funnelStep = (name: string, at: number) => ({
  name, count: 9 - at, ref: `step:${at}`, from_first: share, from_previous: share, lost: 1, lost_ref: `step:${at}:lost`,
  times_from_previous: times, times_from_first: times,
});
const funnelResult = { entered: 9, converted: share, steps: ['A', 'B', 'C'].map((name, at) => funnelStep(name, at + 1)) };

it('says exactly who reached a step of a funnel and who was lost after it', () => {
  const reached = selectedIn(funnel, answer('funnel', funnelResult), 'step:2');
  expect(reached?.rule).toEqual({ exact: true, predicate: { sequence: [{ event: 'A' }, { event: 'B' }], within: '7d' } });
  const lost = selectedIn(funnel, answer('funnel', funnelResult), 'step:2:lost');
  expect(lost?.rule).toEqual({
    exact: true,
    predicate: {
      all: [
        { sequence: [{ event: 'A' }, { event: 'B' }], within: '7d' },
        { not: { sequence: [{ event: 'A' }, { event: 'B' }, { event: 'C' }], within: '7d' } },
      ],
    },
  });
  expect(selectedIn(funnel, answer('funnel', funnelResult), 'step:1')?.rule?.predicate).toEqual({ did: { event: 'A' } });
  const compared = nextQuestions(funnel, lost as never).find(({ key }) => key === 'compare');
  expect(compared?.document).toMatchObject({ kind: 'paths', start: { event: 'A' } });
});

it('says by segments who a group of a funnel is, and by no rule who an account is', () => {
  const document: FunnelDocument = {
    kind: 'funnel',
    steps: [{ match: { event: 'A' } }, { match: { event: 'B' } }],
    breakdown: { segments: ['seg_1', 'seg_2'] },
  };
  const step = (name: string, at: number) => ({
    name, count: 5, ref: `step:${at}`, from_first: share, from_previous: share, times_from_previous: times, times_from_first: times,
  });
  const group = (at: number, more: object) => ({
    value: 'some', ref: `group:${at}`, entered: 3, steps: [{ count: 3, ref: `group:${at}:step:1`, from_first: share, from_previous: share }], ...more,
  });
  const result = { entered: 5, converted: share, steps: [step('A', 1), step('B', 2)] };
  const divided = { ...result, breakdown: [group(0, { segment: 'seg_2' }), group(1, { none: true })] };
  const ruleOf = (ref: string) => selectedIn(document, answer('funnel', divided), ref)?.rule?.predicate;
  expect(ruleOf('group:0')).toEqual({ did: { all: [{ event: 'A' }, { segment: 'seg_2' }] } });
  expect(ruleOf('group:1')).toEqual({ did: { all: [{ event: 'A' }, { not: { any: [{ segment: 'seg_1' }, { segment: 'seg_2' }] } }] } });
  const accounts: FunnelDocument = { ...document, by: 'account', breakdown: undefined };
  const counted = { ...result, accounts: 7, steps: [{ ...step('A', 1), people: 9 }, { ...step('B', 2), people: 4 }] };
  const selected = selectedIn(accounts, answer('funnel', counted), 'step:2');
  expect(selected).toMatchObject({ people: 4, rule: null });
  // Whose attempts count is not what the steps of a path are called by.
  for (const { document: next } of nextQuestions(accounts, selected as NonNullable<typeof selected>)) expect(next).not.toHaveProperty('by');
});

it('has no rule for a step further than a sequence reaches', () => {
  const long = { ...funnel, steps: Array.from({ length: 12 }, (_, at) => ({ match: { event: `E${at}` } })) };
  const result = { entered: 9, converted: share, steps: long.steps.map((_, at) => funnelStep(`E${at}`, at + 1)) };
  expect(selectedIn(long, answer('funnel', result), 'step:10')?.rule?.exact).toBe(true);
  expect(selectedIn(long, answer('funnel', result), 'step:11')?.rule).toBeNull();
  expect(selectedIn(long, answer('funnel', result), 'step:10:lost')?.rule).toBeNull();
});

it('reads the process map and the time', () => {
  const map: ProcessDocument = { kind: 'process', by: 'touchpoint' };
  const activities = ['Cart', 'Order'].map((label, at) => ({ id: `a${at}`, label, channel: null, events: 3, people: 2, starts: 0, ends: 0, ref: `activity:a${at}` }));
  const edge = (from: string, to: string) => ({ from, to, count: 2, people: 2, times, ref: `edge:${from}:${to}` });
  const result = { activities, edges: [edge('a0', 'a1'), edge('start', 'a0'), edge('a1', 'end')], cases: 3, edges_hidden: 0, variants: [{ steps: ['a0', 'a1'], people: 2, share, times, ref: 'variant:0' }], variants_total: 1 };
  expect(selectedIn(map, answer('process', result), 'activity:a0')?.rule).toEqual({ exact: true, predicate: { did: { touchpoint: 'Cart' } } });
  expect(selectedIn(map, answer('process', result), 'edge:a0:a1')?.rule?.predicate).toEqual({ sequence: [{ touchpoint: 'Cart' }, { touchpoint: 'Order' }] });
  expect(selectedIn(map, answer('process', result), 'edge:start:a0')).toMatchObject({ title: 'Start → Cart', from: undefined });
  expect(selectedIn(map, answer('process', result), 'variant:0')?.steps).toHaveLength(2);
  const time: TimeBetweenDocument = { kind: 'time-between', from: { event: 'A' }, to: { event: 'B' } };
  const bins = { from_count: 9, from_ref: 'from', arrived: share, arrived_ref: 'arrived', not_arrived_ref: 'not_arrived', times, histogram: [{ from_s: 60, to_s: 300, count: 4, ref: 'bin:0' }] };
  expect(selectedIn(time, answer('time-between', bins), 'bin:0')?.rule?.predicate).toEqual({
    all: [{ sequence: [{ event: 'A' }, { event: 'B' }], within: 300 }, { not: { sequence: [{ event: 'A' }, { event: 'B' }], within: 60 } }],
  });
  expect(selectedIn(time, answer('time-between', bins), 'not_arrived')?.rule?.exact).toBe(true);
});

it('gives a segment the range of its question, where nothing says when yet', () => {
  const range = { from: '2026-01-01', to: '2026-02-01' };
  expect(inRange({ not: { sequence: [{ event: 'A' }, {}], within: '7d' } }, range)).toEqual({ not: { sequence: [{ event: 'A' }, {}], within: '7d', ...range } });
  expect(inRange({ all: [{ did: { event: 'A' }, within: '7d' }, { trait: 'city' }] }, range)).toEqual({ all: [{ did: { event: 'A' }, within: '7d' }, { trait: 'city' }] });
  expect(segmentRule({ ...funnel, range }, { rule: { predicate: { did: { event: 'A' } }, exact: true } } as never)).toEqual({ did: { event: 'A' }, ...range });
  expect(and(undefined, {})).toBeUndefined();
});
