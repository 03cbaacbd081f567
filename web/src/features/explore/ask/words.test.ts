import { describe, expect, it } from 'vitest';
import { durationWords, readDuration } from './duration_words';
import { inMode, modeOf, nodePredicate, startAt } from './paths_mode';
import { inclusiveDays, presetRange, rangeOfDays, rangeWords } from './period';
import { movedStep, rematched } from './step_list';

describe('durations', () => {
  it('are said in words', () => {
    expect(durationWords('7d')).toBe('7 days');
    expect(durationWords('1w')).toBe('1 week');
    expect(durationWords(5400)).toBe('90 minutes');
    expect(durationWords(172800)).toBe('2 days');
    expect(durationWords(0.5)).toBe('0.5 seconds');
  });
  it('are read as people write them', () => {
    for (const text of ['7d', '7 days', ' 7 DAY ']) expect(readDuration(text)).toBe('7d');
    expect(readDuration('90 min')).toBe('90m');
    expect(readDuration('1.5 hours')).toBe('1.5h');
    for (const text of ['', 'soon', '7', '0 days', '-2 days', '3 moons']) expect(readDuration(text)).toBeNull();
  });
});

describe('periods', () => {
  it('count back from the last day with data', () => {
    expect(presetRange(7, '2026-04-25T09:00:00Z')).toEqual({ from: '2026-04-19', to: '2026-04-26' });
  });
  it('are half-open in the document and whole days for people', () => {
    const range = rangeOfDays('2026-01-01', '2026-02-28');
    expect(range).toEqual({ from: '2026-01-01', to: '2026-03-01' });
    expect(inclusiveDays(range)).toEqual({ first: '2026-01-01', last: '2026-02-28' });
    expect(rangeOfDays('', '')).toBeUndefined();
  });
  it('are said in words', () => {
    expect(rangeWords(undefined)).toBe('all time');
    expect(rangeWords({ from: '2020-01-01', to: '2020-03-01' })).toBe('1 Jan – 29 Feb 2020');
    expect(rangeWords({ from: '2020-01-05' })).toBe('since 5 Jan 2020');
    expect(rangeWords({ to: '2020-01-05' })).toBe('until 4 Jan 2020');
    expect(rangeWords({ from: '2020-01-05', to: '2020-01-06' })).toBe('5 Jan 2020');
  });
});

describe('modes of a path', () => {
  const cart = { event: 'Cart' };
  const order = { event: 'Order' };
  it('follow from the anchors', () => {
    expect(modeOf({ kind: 'paths' })).toBe('first');
    expect(modeOf({ kind: 'paths', start: cart })).toBe('after');
    expect(modeOf({ kind: 'paths', end: cart })).toBe('before');
    expect(modeOf({ kind: 'paths', start: cart, end: order })).toBe('between');
    expect(modeOf({ kind: 'paths', around: cart })).toBe('around');
  });
  it('keep the anchor when they change', () => {
    expect(inMode({ kind: 'paths', start: cart, steps: 3 }, 'before')).toEqual({ kind: 'paths', end: cart, steps: 3 });
    expect(inMode({ kind: 'paths', start: cart, end: order }, 'before')).toEqual({ kind: 'paths', end: order });
    expect(inMode({ kind: 'paths', around: cart }, 'between')).toEqual({ kind: 'paths', start: cart, end: {} });
    expect(inMode({ kind: 'paths', around: cart }, 'first')).toEqual({ kind: 'paths' });
  });
  it('ask on from a node as it was grouped', () => {
    expect(nodePredicate('Cart', undefined)).toEqual({ event: 'Cart' });
    expect(nodePredicate('web', 'channel')).toEqual({ channel: 'web' });
    expect(nodePredicate('/cart', { property: 'path' })).toEqual({ property: 'path', op: 'is', value: '/cart' });
    expect(startAt({ kind: 'paths', start: cart, end: order, top: 4 }, 'Payment')).toEqual({
      kind: 'paths', start: { event: 'Payment' }, top: 4,
    });
  });
});

describe('steps of a funnel', () => {
  const [a, b, c] = ['A', 'B', 'C'].map((event) => ({ match: { event } }));
  it('move', () => {
    expect(movedStep([a!, b!, c!], 0, 2)).toEqual([b, c, a]);
    expect(movedStep([a!, b!, c!], 2, 1)).toEqual([a, c, b]);
    expect(movedStep([a!, b!], 0, -1)).toEqual([a, b]);
    expect(movedStep([a!, b!], 1, 2)).toEqual([a, b]);
  });
  it('lose a name that only repeated their events', () => {
    expect(rematched({ name: 'A', ...a! }, { event: 'B' }, 'A')).toEqual(b);
    expect(rematched({ name: 'Paying', ...a! }, { event: 'B' }, 'A')).toEqual({ name: 'Paying', ...b });
  });
});
