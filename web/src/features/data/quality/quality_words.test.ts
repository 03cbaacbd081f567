import { expect, it } from 'vitest';
import type { EventAnomaly, Refusal } from '../../../api';
import { readQualitySearch } from './quality_search';
import { breaksRule, byDay, changeWords, inView, refusalKey } from './quality_words';

it('knows which refusals a view shows', () => {
  const shown = (view: 'refused' | 'plan' | undefined) =>
    (['message', 'body', 'plan', 'warning', 'key'] as const).filter((kind) => inView({ kind }, view));
  expect(shown(undefined)).toHaveLength(5);
  expect(shown('refused')).toEqual(['message', 'body']);
  expect(shown('plan')).toEqual(['plan']);
});

it('knows which refusals break a rule of an event', () => {
  const amount = { kind: 'warning', event: 'Cart', reason: 'The property "amount" must be a number.' } as const;
  expect(breaksRule(amount, 'Cart')).toBe(true);
  expect(breaksRule(amount, 'Cart', 'amount')).toBe(true);
  expect(breaksRule({ ...amount, kind: 'plan' }, 'Cart', 'amount')).toBe(true);
  expect(breaksRule(amount, 'Cart', 'mount')).toBe(false);
  expect(breaksRule(amount, 'Order')).toBe(false);
  expect(breaksRule({ ...amount, kind: 'message' }, 'Cart')).toBe(false);
});

it('reads an event and its property from the address, and no property alone', () => {
  expect(readQualitySearch({ event: 'Cart', property: 'amount' })).toEqual({ event: 'Cart', property: 'amount' });
  expect(readQualitySearch({ event: 404 })).toEqual({ event: '404' });
  expect(readQualitySearch({ property: 'amount' })).toEqual({});
});

it('tells refusals apart', () => {
  const one = { source: { id: 's_1', name: 'Shop' }, kind: 'message', event: 'Cart', reason: 'No.' } as Refusal;
  expect(refusalKey(one)).toBe('s_1|message|Cart|No.');
  expect(refusalKey({ ...one, source: null, event: null })).toBe('|message||No.');
});

it('says which way a volume went', () => {
  const anomaly = { kind: 'volume', count: 10, low: 20, high: 90 } as EventAnomaly;
  expect(changeWords(anomaly).words).toBe('fewer than usual');
  expect(changeWords({ ...anomaly, count: 100 }).words).toBe('more than usual');
});

it('gathers what stands side by side under its day', () => {
  const items = ['2026-06-02', '2026-06-02', '2026-06-01'].map((day, n) => ({ day, n }));
  expect(byDay(items).map(({ day, items: of }) => [day, of.length])).toEqual([['2026-06-02', 2], ['2026-06-01', 1]]);
  expect(byDay([])).toEqual([]);
});
