import { afterEach, expect, it } from 'vitest';
import { setTimeZone } from '../../design/format';
import { addDays, periodLabel, rangeOf, readHomeSearch, readPeriod } from './home_search';
import { conditionsOf, predicateOf, readWho, whoLabel } from './who';

afterEach(() => setTimeZone('UTC'));

it('reads periods, and anything else as all the data', () => {
  expect(readPeriod('8w')).toEqual({ kind: 'last', days: 56 });
  expect(readPeriod('30d')).toEqual({ kind: 'last', days: 30 });
  expect(readPeriod('2026-01-01..2026-02-28')).toEqual({ kind: 'days', from: '2026-01-01', to: '2026-02-28' });
  for (const text of [undefined, 'all', '9w', '2026-02-28..2026-01-01', '2026-13-01..2026-14-01', 'a..b']) {
    expect(readPeriod(text)).toEqual({ kind: 'all' });
  }
});

it('makes half-open ranges; the last weeks end with the day of the last event', () => {
  setTimeZone('Europe/Berlin');
  // 23:30 UTC is already the 11th in Berlin.
  expect(rangeOf(readPeriod('30d'), '2026-05-10T23:30:00Z')).toEqual({ from: '2026-04-12', to: '2026-05-12' });
  expect(rangeOf(readPeriod('2026-01-01..2026-02-28'), null)).toEqual({ from: '2026-01-01', to: '2026-03-01' });
  expect(rangeOf(readPeriod('all'), '2026-05-10T23:30:00Z')).toBeUndefined();
  expect(rangeOf(readPeriod('8w'), null)).toBeUndefined();
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
});

it('names periods', () => {
  expect(periodLabel(readPeriod('8w'))).toBe('Last 8 weeks');
  expect(periodLabel(readPeriod(undefined))).toBe('All the data');
  expect(periodLabel(readPeriod('2024-01-01..2024-02-28'))).toBe('1 Jan – 28 Feb 2024');
});

it('turns conditions into predicates and back', () => {
  const conditions = [
    { of: 'trait' as const, name: 'city', values: ['Hamburg', 'Köln'] },
    { of: 'property' as const, name: 'platform', values: ['ios'] },
    { of: 'channel' as const, name: 'channel', values: ['web'] },
  ];
  const predicate = predicateOf(conditions);
  expect(predicate).toEqual({
    all: [
      { trait: 'city', op: 'in', value: ['Hamburg', 'Köln'] },
      { property: 'platform', op: 'is', value: 'ios' },
      { channel: 'web' },
    ],
  });
  expect(conditionsOf(predicate)).toEqual(conditions);
  expect(predicateOf([])).toBeUndefined();
  expect(whoLabel(predicate)).toBe('city is Hamburg or Köln, platform is ios, channel is web');
  expect(whoLabel(undefined)).toBe('Everyone');
  expect(whoLabel({ trait: 'city', op: 'in', value: ['a', 'b', 'c', 'd'] })).toBe('city is a, b or 2 more');
});

it('drops from the address what it could not show', () => {
  expect(readWho({ trait: 'age', op: 'greater', value: 3 })).toBeUndefined();
  expect(readWho({ did: { event: 'x' } })).toBeUndefined();
  expect(readWho('ios')).toBeUndefined();
  expect(readHomeSearch({ period: 'all', who: null, stage: 3 })).toEqual({});
  expect(readHomeSearch({ period: '8w', who: { channel: 'web' }, stage: 'Purchase' })).toEqual({
    period: '8w',
    who: { channel: 'web' },
    stage: 'Purchase',
  });
});
