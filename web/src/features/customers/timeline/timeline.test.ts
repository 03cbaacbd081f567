import { beforeEach, describe, expect, it } from 'vitest';
import type { CustomerEvent } from '../../../api';
import { setTimeZone } from '../../../design/format_time';
import { keyTime, withKeys } from './event_key';
import { mainProperties, voiceOf } from './main_properties';
import { dayStart, inPeriod, periodDays, readPeriod } from './period';
import { canStillMatch, isFiltering, matchesFilter } from './timeline_filter';
import { timelineRows, type TimelineRow } from './timeline_rows';

const n = '\u202f';

function event(time: string, name: string, more: Partial<CustomerEvent> = {}): CustomerEvent {
  return {
    event: name, type: 'track', time, channel: 'web', source: 'shop', touchpoint: name, stage: 'Purchase', role: 'step', session: 1, properties: {},
    ...more,
  };
}

beforeEach(() => setTimeZone('Europe/Berlin'));

describe('keys', () => {
  it('are the time and the name, numbered among equal ones', () => {
    const keys = withKeys([
      event('2026-05-24T12:05:00Z', 'Payment error'),
      event('2026-05-24T14:05:00+02:00', 'Payment error'),
      event('2026-05-24T12:05:00Z', 'Cart'),
    ]).map(({ key }) => key);
    const at = Date.parse('2026-05-24T12:05:00Z');
    expect(keys).toEqual([`${at}~Payment error`, `${at}~Payment error~1`, `${at}~Cart`]);
    expect(keyTime(keys[1] as string)).toBe(at);
    expect(keyTime('nonsense')).toBeNull();
  });
});

describe('periods', () => {
  it('take plain days in the zone of the workspace, the last one included', () => {
    // Clocks go forward on 29 March 2026 in Berlin: the day has 23 hours.
    const { from, to } = readPeriod('2026-03-29', '2026-03-29');
    expect(from).toBe(Date.parse('2026-03-28T23:00:00Z'));
    expect(to).toBe(Date.parse('2026-03-29T22:00:00Z'));
    expect(dayStart('2026-07-01')).toBe(Date.parse('2026-06-30T22:00:00Z'));
    expect(periodDays({ from, to })).toEqual({ from: '2026-03-29', to: '2026-03-29' });
  });

  it('take moments as they are and drop what cannot be read', () => {
    expect(readPeriod('2026-03-01T10:00:00Z', 'soon')).toEqual({ from: Date.parse('2026-03-01T10:00:00Z'), to: null });
    expect(inPeriod(10, { from: 10, to: 20 })).toBe(true);
    expect(inPeriod(20, { from: 10, to: 20 })).toBe(false);
  });
});

describe('filters', () => {
  const all = { text: '', from: null, to: null };
  const [one] = withKeys([event('2026-05-24T12:05:00Z', 'Payment error', { role: 'error', properties: { reason: 'card_declined', cart: { items: 3 } } })]);
  it('look into names and values', () => {
    if (!one) throw new Error('no event');
    expect(matchesFilter(one, { ...all, text: 'DECLINED' })).toBe(true);
    expect(matchesFilter(one, { ...all, text: '"items":3' })).toBe(true);
    expect(matchesFilter(one, { ...all, text: 'reason' })).toBe(false);
    expect(matchesFilter(one, { ...all, channel: 'app' })).toBe(false);
    expect(matchesFilter(one, { ...all, event: 'Payment error', role: 'error' })).toBe(true);
    expect(matchesFilter(one, { ...all, to: one.at })).toBe(false);
    expect(isFiltering(all)).toBe(false);
    expect(isFiltering({ ...all, from: 0 })).toBe(true);
  });

  it('know when no later page can match', () => {
    const period = { from: 100, to: 200 };
    expect(canStillMatch(period, 'desc', 100)).toBe(true);
    expect(canStillMatch(period, 'desc', 99)).toBe(false);
    expect(canStillMatch(period, 'asc', 199)).toBe(true);
    expect(canStillMatch(period, 'asc', 200)).toBe(false);
  });
});

describe('main properties', () => {
  it('say what tells, then amounts, then the rest, and no keys of machines', () => {
    expect(mainProperties({ order_id: '0f3a', items: 2, revenue: 349, currency: 'EUR', product: 'Kitchen machine K5', gift: true, x: null }))
      .toEqual(['Kitchen machine K5', `€${n}349`, 'items 2', 'gift']);
    expect(mainProperties({ solved: false, address: { city: 'Hamburg' } })).toEqual(['not solved']);
    expect(mainProperties({ country: 'DE', store: 'Altona' }, { country: 'DE', store: 'Mitte' })).toEqual(['Altona']);
    expect(mainProperties({ session_hash: 'x', trace: '0123456789abcdef0123' })).toEqual([]);
  });

  it('keep the customer’s own words apart', () => {
    const properties = { message: 'It says my card is invalid.', reason: 'payment' };
    expect(voiceOf(properties)?.text).toBe('It says my card is invalid.');
    expect(mainProperties(properties)).toEqual(['payment']);
    expect(voiceOf({ message: 'card_declined_unknown' })).toBeNull();
  });
});

const say = (row: TimelineRow): string => {
  if (row.kind === 'day') return `day ${row.key.slice(4)}${row.stages.map((stage) => ` [${stage}]`).join('')}`;
  if (row.kind === 'event') return `${row.event.event}${row.run.length > 1 ? ` x${row.run.length}` : ''}${row.joined ? ' |' : ''}`;
  return `${row.kind} ${row.seconds}`;
};

describe('rows', () => {
  const events = withKeys([
    event('2026-05-24T12:13:00Z', 'Chat started', { channel: 'chat', session: 9 }),
    event('2026-05-24T12:07:00Z', 'Payment error', { role: 'error', session: 9 }),
    event('2026-05-24T12:06:00Z', 'Payment error', { role: 'error', session: 9 }),
    event('2026-05-24T12:05:00Z', 'Payment error', { role: 'error', session: 9 }),
    event('2026-05-24T09:05:00Z', 'Payment error', { role: 'error', session: 8 }),
    event('2026-05-23T20:40:00Z', 'Cart', { session: 7 }),
    event('2026-05-01T20:40:00Z', 'Newsletter opened', { session: 6 }),
  ]);
  const stages = [{ stage: 'Purchase', from: '2026-05-24T09:05:00Z' }];

  it('group by day, fold runs, part sessions and say gaps', () => {
    expect(timelineRows(events, { unfolded: new Set(), stages }).map(say)).toEqual([
      'day 2026-05-24 [Purchase]',
      'Chat started |',
      'Payment error x3',
      'pause 10800',
      'Payment error',
      'day 2026-05-23',
      'Cart',
      `gap ${22 * 86_400}`,
      'day 2026-05-01',
      'Newsletter opened',
    ]);
  });

  it('unfold a run that is asked for or that holds the open event', () => {
    const key = events[1]?.key as string;
    const wanted = ['Payment error x3 |', 'Payment error |', 'Payment error'];
    expect(timelineRows(events, { unfolded: new Set([key]) }).slice(2, 5).map(say)).toEqual(wanted);
    expect(timelineRows(events, { unfolded: new Set(), open: events[3]?.key }).slice(2, 5).map(say)).toEqual(wanted);
  });

  it('gives every row its own key', () => {
    const rows = timelineRows(events, { unfolded: new Set([events[1]?.key as string]) });
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it('lays out ten thousand events in a blink', () => {
    const start = Date.parse('2024-01-01T00:00:00Z');
    const many = withKeys(Array.from({ length: 10_000 }, (_, i) =>
      event(new Date(start + i * 3_600_000).toISOString(), `Event ${i % 7}`, { session: i })));
    const began = performance.now();
    expect(timelineRows(many, { unfolded: new Set() }).length).toBeGreaterThan(10_000);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
