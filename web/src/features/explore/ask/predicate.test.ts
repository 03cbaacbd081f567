import { describe, expect, it } from 'vitest';
import type { Predicate } from '../../../api';
import { concerns } from './field_problem';
import { groupOf, predicateOf, typedValue, withOperator, type ValueRow } from './predicate_draft';
import { predicateWords } from './predicate_words';

it.each<[Predicate, string]>([
  [{}, 'anything'],
  [{ event: 'Cart' }, 'Cart'],
  [{ event: ['Cart', 'Payment'] }, 'Cart or Payment'],
  [{ event: ['A', 'B', 'C', 'D'] }, 'A, B or 2 more'],
  [{ channel: 'web' }, 'on web'],
  [{ property: 'platform', value: 'ios' }, 'platform is ios'],
  [{ property: 'amount', op: 'at_least', value: 20 }, 'amount is at least 20'],
  [{ trait: 'city', op: 'not_exists' }, 'city is not known'],
  [{ all: [{ event: 'Payment' }, { property: 'platform', op: 'in', value: ['ios', 'web'] }] }, 'Payment and platform is one of ios or web'],
  [{ any: [{ event: 'A' }, { all: [{ event: 'B' }, { channel: 'app' }] }] }, 'A or (B and on app)'],
  [{ not: { event: 'A' } }, 'not A'],
  [{ did: { event: 'Order placed' }, at_least: 2 }, 'did Order placed 2 times or more'],
  [{ did: { event: 'Order placed' }, at_least: 0, at_most: 0 }, 'did Order placed never'],
])('%j reads %s', (predicate, words) => {
  expect(predicateWords(predicate)).toBe(words);
});

it.each<Predicate>([
  { event: 'Cart' },
  { event: ['Cart', 'Payment'] },
  { not: { channel: 'web' } },
  { not: { not: { channel: 'web' } } },
  { all: [{ event: 'A' }, { property: 'p', op: 'in', value: [1, 'x'] }, { trait: 't', op: 'exists' }] },
  { any: [{ stage: 'S' }, { all: [{ event: 'A' }, { not: { any: [{ type: 'page' }, { source: 'f.csv' }] } }] }] },
  { did: { all: [{ event: 'A' }, { channel: 'app' }] }, at_least: 2, at_most: 4 },
])('the builder gives back what it was given: %j', (predicate) => {
  expect(predicateOf(groupOf(predicate))).toEqual(predicate);
});

it('leaves unfinished conditions out', () => {
  const group = groupOf({ all: [{ event: 'A' }, { property: '', op: 'is', value: 'x' }, { property: 'p', op: 'is' }] });
  expect(predicateOf(group)).toEqual({ event: 'A' });
  expect(predicateOf(groupOf({ property: 'p', op: 'in', value: [] }))).toBeUndefined();
});

it('keeps the values that the next operator has room for', () => {
  const row: ValueRow = { id: 1, not: false, kind: 'property', name: 'p', op: 'in', values: ['a', 'b'] };
  expect(withOperator(row, 'is').values).toEqual(['a']);
  expect(withOperator(row, 'not_in').values).toEqual(['a', 'b']);
  expect(withOperator(row, 'exists').values).toEqual([]);
});

it('compares numbers as numbers and leaves texts alone', () => {
  expect(typedValue('12.5', 'at_least')).toBe(12.5);
  expect(typedValue('12.5', 'is')).toBe('12.5');
  expect(typedValue('12 or so', 'greater')).toBe('12 or so');
});

it('finds the word a problem is about', () => {
  expect(concerns('steps[1].match.event', 'steps')).toBe(true);
  expect(concerns('steps[1].match.event', 'steps[1]')).toBe(true);
  expect(concerns('steps[1].match.event', 'steps[10]')).toBe(false);
  expect(concerns('steps[10].match', 'steps[1]')).toBe(false);
  expect(concerns('start.event', 'star')).toBe(false);
  expect(concerns('query.who.did', 'who')).toBe(true);
  expect(concerns(null, 'who')).toBe(false);
});

describe('what a segment brings into a question', () => {
  it('is kept by the builder as it is', () => {
    for (const predicate of [
      { segment: 'seg_1' },
      { not: { segment: 'seg_1' } },
      { all: [{ segment: 'seg_1' }, { did: { event: 'A' }, at_least: 1, within: '30d' }] },
      { sequence: [{ event: 'A' }, { event: 'B' }], within: '7d' },
      { first: { event: 'A' }, within: '7d' },
    ] as Predicate[]) {
      expect(predicateOf(groupOf(predicate))).toEqual(predicate);
    }
  });

  it('reads with its name', () => {
    expect(predicateWords({ segment: 'seg_1' }, new Map([['seg_1', 'Staff']]))).toBe('in Staff');
    expect(predicateWords({ all: [{ segment: 'x' }, { did: { event: 'A' }, within: '30d' }] })).toBe('in a segment and did A within 30 days');
  });
});
