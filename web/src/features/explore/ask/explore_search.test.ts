import { expect, it } from 'vitest';
import type { Predicate } from '../../../api';
import { draftOf, readExploreSearch, searchOf, type ExploreDocument } from './explore_search';
import { decodePredicate, encodePredicate } from './predicate_code';

/** What TanStack Router does to a search on its way through the address. */
function throughAddress(search: object): Record<string, unknown> {
  const written = Object.entries(search).map(([key, value]) => {
    if (typeof value === 'object') return [key, JSON.stringify(value)];
    let quoted = false;
    try {
      JSON.parse(String(value));
      quoted = typeof value === 'string';
    } catch {
      quoted = false;
    }
    return [key, quoted ? JSON.stringify(value) : String(value)];
  });
  const read = [...new URLSearchParams(new URLSearchParams(written as [string, string][]).toString())];
  return Object.fromEntries(
    read.map(([key, text]) => {
      try {
        return [key, JSON.parse(text)];
      } catch {
        return [key, text];
      }
    }),
  );
}

const documents: ExploreDocument[] = [
  { kind: 'paths', steps: 5 },
  {
    kind: 'paths', start: { event: 'Checkout started' }, end: { event: ['A|B', 'C\\D', '12'] }, steps: 7, within: '7d',
    by: { property: 'path' }, loops: 'collapse', hide: { channel: 'web' }, count: 'transitions', top: 12,
    range: { from: '2026-01-01', to: '2026-03-01' }, where: { property: 'platform', op: 'in', value: ['ios', 4, true] },
    who: { all: [{ trait: 'city', op: 'is', value: 'Hamburg' }, { not: { did: { event: 'Cart' }, at_least: 2 } }] },
  },
  { kind: 'paths', around: {}, steps: 2, range: { from: '2026-01-01' } },
  { kind: 'process', by: 'touchpoint', detail: 0.35, per: { session: '30m' }, variants: 40, range: { to: '2026-01-01' } },
  { kind: 'process', detail: 1, per: 'customer' },
  { kind: 'retention', start: { event: 'A' }, return: { event: 'B' }, mode: 'brackets', brackets: [0, 1, 7], bucket: 'week', entry: 'recurring' },
  { kind: 'trend', measures: [{ name: 'Orders', match: { event: 'A|B' }, count: 'customers' }, { count: { sum: 'price' } }], formula: 'A / B * 100', bands: true },
  { kind: 'attribution', conversion: { event: 'A' }, by: 'source', value: 'revenue', lookback: '30d', models: ['linear', { model: 'markov', order: 2 }] },
  { kind: 'drivers', outcome: { event: 'A' }, observe: '7d', within: '30d', candidates: ['events'], fdr: 0.1 },
  { kind: 'pattern', pattern: '"A" then within 1h (b | "C"){2,}', steps: { b: { channel: 'web' } }, trend: 'week' },
  { kind: 'pattern', pattern: { sequence: ['any', 'then', { step: { event: 'A' } }] } },
  { kind: 'conformance', journey: ['A', { step: 'B', within: '1d' }, { choice: ['C', '12'] }], by: 'touchpoint', per: { session: '30m' }, extra: 'ignore' },
  { kind: 'conformance', journey: { sequence: ['A', 'B'], within: 60 }, hide: { channel: 'web' }, variants: 5 },
  { kind: 'next', from: { event: 'A' }, within: '1h', by: 'stage', pick: 'each', loops: 'collapse', top: 5 },
  { kind: 'transitions', by: 'channel', per: { session: '30m' }, loops: 'collapse' },
  { kind: 'sessions', gap: '1h', bucket: 'day' },
  { kind: 'lifecycle', match: { event: 'A' }, bucket: 'month' },
  { kind: 'stickiness', period: 'week' },
  {
    kind: 'funnel', steps: [{ match: { event: '7' } }, { name: 'Pay', match: { any: [{ event: 'A' }, { stage: 'B' }] } }, { match: {} }],
    window: 3600, breakdown: { property: 'a:b', touch: { step: 2 }, top: 9 }, trend: 'week',
  },
  {
    kind: 'funnel', steps: [{ match: { event: 'A' } }, { match: { event: 'B' }, optional: true }, { name: 'C', match: { event: 'C' } }], order: 'strict', attempt: 'all',
    ties: '2s', reuse: true, exclude: [{ match: { event: 'X' }, from: 1, to: 2 }], hold: ['order_id'], by: { session: '30m' },
  } as never,
  { kind: 'funnel', steps: [{ match: { event: 'A' } }, { match: { event: 'B' } }], window: '7d', preset: 'clickhouse', strict_once: true } as never,
  { kind: 'attribution', conversion: { event: 'A' }, reuse: true, lookback: '7d', direct: ['web'] } as never,
  { kind: 'funnel', steps: [{ match: { event: 'A' } }, { match: { event: 'B' } }], by: 'account', breakdown: { trait: '$type' } },
  { kind: 'funnel', steps: [{ match: { event: 'A' } }, { match: { event: 'B' } }], by: { account: 'household' } },
  { kind: 'time-between', from: { event: 'A' }, to: { event: 'B' }, breakdown: { segments: ['seg_1', 'seg:2'] } },
  { kind: 'time-between', from: { event: 'A' }, to: { touchpoint: ['B', 'C'] }, pick: 'each', breakdown: { channel: true } },
  { kind: 'time-between', from: { event: 'A' }, to: { event: 'B' }, within: '24h', breakdown: { trait: 'city' } },
];

it.each(documents)('comes back from the address as it was: %j', (document) => {
  expect(draftOf(throughAddress(searchOf(document)))).toEqual(document);
  expect(searchOf(draftOf(readExploreSearch(throughAddress(searchOf(document)))))).toEqual(searchOf(document));
});

it('writes simple predicates as short texts', () => {
  expect(searchOf({ kind: 'paths', start: { event: 'Cart' }, steps: 5, by: 'stage' })).toEqual({
    kind: 'paths', start: 'event:Cart', steps: 5, by: 'stage',
  });
  expect(encodePredicate({ event: ['A', 'B|C'] })).toBe('event:A|B\\|C');
  expect(decodePredicate('event:A|B\\|C')).toEqual({ event: ['A', 'B|C'] });
});

it('keeps what a short text could not tell', () => {
  for (const odd of [{ event: ['A'] }, { event: [] }, {}, { event: 'A', channel: 'web' }] as Predicate[]) {
    expect(decodePredicate(encodePredicate(odd))).toEqual(odd);
  }
});

it('drops only what is mangled', () => {
  expect(draftOf({ kind: 'paths', start: 'nonsense', steps: 'many', loops: 'twice', by: 'moon', top: 3 })).toEqual({
    kind: 'paths', top: 3,
  });
  expect(readExploreSearch({ kind: 'nothing', question: 'q_1', steps: 5 })).toEqual({ question: 'q_1' });
  expect(draftOf({ kind: 'funnel', steps: ['event:A', 7, null] })).toEqual({ kind: 'funnel', steps: [{ match: { event: 'A' } }] });
});

it('asks on from an event that the palette has found', () => {
  expect(readExploreSearch({ event: 'Cart' })).toEqual({ kind: 'paths', start: 'event:Cart', steps: 5 });
  expect(readExploreSearch({ touchpoint: 7 })).toEqual({ kind: 'paths', start: 'touchpoint:7', steps: 5 });
});

it('keeps with whom the answer is compared, and what is selected', () => {
  const search = { kind: 'process', versus: 'rest', selected: 'edge:a0:a1' };
  expect(readExploreSearch(throughAddress(search))).toEqual(search);
  const predicate = { kind: 'process', versus: { not: { did: { event: 'A' } } } };
  expect(readExploreSearch(throughAddress(predicate))).toEqual(predicate);
  expect(readExploreSearch({ kind: 'process', versus: 'somebody' })).toEqual({ kind: 'process' });
});
