import { expect, it } from 'vitest';
import { Problem, type Import } from '../../api';
import { earlierOf, earlierSentence, otherSource } from './replace_words';

const now = new Date('2026-06-01T00:00:00Z');
const first = { id: '7', started_at: '2026-04-25T09:00:00Z', added: 1 } as Import;
const second = { ...first, id: '9', started_at: '2026-04-26T10:30:00Z', added: 1200 };

it('knows an import in the way from every other error', () => {
  const earlier = { imports: [first], events: 1 };
  expect(earlierOf(new Problem({ code: 'conflict', earlier }, 409))).toEqual(earlier);
  expect(earlierOf(new Problem({ code: 'conflict', earlier: { imports: [], events: 0 } }, 409))).toBeNull();
  expect(earlierOf(new Problem({ code: 'conflict' }, 409))).toBeNull();
  expect(earlierOf(new Problem({ code: 'invalid_input', earlier }, 422))).toBeNull();
  expect(earlierOf(new Error('no'))).toBeNull();
  expect(earlierOf(null)).toBeNull();
});

it('says when the file came and what it brought', () => {
  expect(earlierSentence('orders.csv', { imports: [first], events: 1 }, now)).toBe(
    'orders.csv was imported on 25 Apr, 09:00 with another mapping and brought 1 event.',
  );
  expect(earlierSentence('orders.csv', { imports: [second, first], events: 1201 }, now)).toBe(
    'orders.csv was imported 2 times, last on 26 Apr, 10:30, with another mapping. Together that brought 1,201 events.',
  );
});

it('finds a free name for a second source', () => {
  expect(otherSource('orders.csv', [])).toBe('orders.csv (2)');
  expect(otherSource('orders.csv', [{ name: 'orders.csv (2)' }, { name: 'orders.csv (3)' }])).toBe('orders.csv (4)');
});
