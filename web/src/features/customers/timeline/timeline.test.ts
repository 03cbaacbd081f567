import { beforeEach, describe, expect, it } from 'vitest';
import type { CustomerEvent, CustomerTimeline, EventName, TimelineSession } from '../../../api';
import { setTimeZone } from '../../../design/format_time';
import { changesLine, eventLine, fallbackLine } from './event_line';
import { mainProperties } from './main_properties';
import { countNewer, newestId, openId, openName, readOutline, type OutlineEvent } from './outline';
import { dayStart, inPeriod, periodDays, readPeriod } from './period';
import { rowNear, rowOfEvent, rowOfNextSession, timelineRows, type RowOptions, type TimelineRow } from './timeline_rows';
import { askOf, isFiltering } from './use_timeline';

const n = '\u202f';

const names = new Map<string, EventName>();
function nameOf(event: string, more: Partial<EventName> = {}): EventName {
  const known = names.get(event) ?? { event, type: 'track', kind: 'other', touchpoint: event, stage: 'Purchase', role: 'step', ...more };
  names.set(event, known);
  return known;
}

beforeEach(() => setTimeZone('Europe/Berlin'));

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

describe('main properties', () => {
  it('say what tells, then amounts, then the rest, and no keys of machines', () => {
    expect(mainProperties({ order_id: '0f3a', items: 2, revenue: 349, currency: 'EUR', product: 'Kitchen machine K5', gift: true, x: null }))
      .toEqual(['Kitchen machine K5', `€${n}349`, 'items 2', 'gift']);
    expect(mainProperties({ solved: false, address: { city: 'Hamburg' } })).toEqual(['not solved']);
    expect(mainProperties({ country: 'DE', store: 'Altona' }, { country: 'DE', store: 'Mitte' })).toEqual(['Altona']);
    expect(mainProperties({ session_hash: 'x', trace: '0123456789abcdef0123' })).toEqual([]);
  });
});

describe('the outline', () => {
  const timeline: CustomerTimeline = {
    customer: 'c_1', data_version: 1, total: 9, matching: 4, cut: false,
    names: [nameOf('Cart'), nameOf('Order placed')],
    channels: ['web', null],
    sources: ['shop'],
    events: { id: [3, 9, 4, 7], time_ms: [1000, 0, 500, 10], name: [0, 1, 0, 0], channel: [0, 1, 0, 0], source: [0, 0, 0, 0] },
    sessions: [2, 0, 2].map((shown, index) => ({ number: index + 1, shown }) as TimelineSession),
    counts: {} as CustomerTimeline['counts'],
  };

  it('is read from its columns', () => {
    expect(readOutline(timeline).map(({ id, at, name, channel, session }) => [id, at, name.event, channel, session])).toEqual([
      [3, 1000, 'Cart', 'web', 0],
      [9, 1000, 'Order placed', null, 0],
      [4, 1500, 'Cart', 'web', 2],
      [7, 1510, 'Cart', 'web', 2],
    ]);
  });

  it('knows what came later by its ids, not by its times', () => {
    const events = readOutline(timeline);
    expect(newestId(events)).toBe(9);
    expect(countNewer(events, 4)).toBe(2);
    expect(newestId([])).toBe(0);
  });
});

describe('what is asked for', () => {
  it('takes plain days as moments, the last day included', () => {
    expect(askOf({ q: 'card', channel: 'no channel', from: '2026-03-29', to: '2026-03-29' })).toMatchObject({
      search: 'card', channel: '(none)', from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z',
    });
    expect(isFiltering(askOf({ order: 'asc', open: 'e4', at: '2026-03-29' }))).toBe(false);
    expect(isFiltering(askOf({ kind: 'page' }))).toBe(true);
    expect(openId('1770~Cart')).toBeUndefined();
    expect(openId(openName(17))).toBe(17);
  });
});

describe('the line of an event', () => {
  const event = (more: Partial<CustomerEvent>): CustomerEvent => ({
    id: '1', event: 'Order placed', type: 'track', kind: 'purchase', time: '2026-05-24T12:05:00Z', received_at: '2026-05-24T12:05:01Z',
    channel: 'web', source: 'shop', touchpoint: null, stage: null, role: 'goal', session: 1, identity: null, import: null,
    summary: {}, properties: {}, ...more,
  });
  const kind = (kind: EventName['kind']): EventName => ({ ...nameOf('Order placed'), kind });

  it('has the amount, the path or the score, and does not say it twice', () => {
    const order = event({ summary: { amount: 349, currency: 'EUR' }, properties: { revenue: 349, currency: 'EUR', items: 2 } });
    expect(eventLine(order, kind('purchase'), {})).toEqual({ fact: { text: `€${n}349`, strong: true }, line: 'items 2', voice: null });
    const page = event({ summary: { path: '/k5', title: 'Kitchen' }, properties: { url: 'https://shop.example/k5?x=1', title: 'Kitchen', city: 'Bonn' } });
    expect(eventLine(page, kind('page'), { city: 'Bonn' })).toEqual({ fact: { text: '/k5', strong: false }, line: 'Kitchen', voice: null });
    const answer = event({ summary: { score: 9, score_max: 10, comment: 'It came quickly' }, properties: { score: 9, comment: 'It came quickly' } });
    expect(eventLine(answer, kind('survey'), {})).toMatchObject({ fact: { text: '9 of 10' }, voice: 'It came quickly' });
  });

  it('says what an identify changed', () => {
    const changes = [
      { trait: 'plan', before: 'free', after: 'pro' },
      { trait: 'first_name', before: null, after: 'Maren' },
      { trait: 'newsletter', before: true, after: false },
      { trait: 'city', before: 'Bonn', after: null },
    ];
    expect(changesLine(changes)).toBe('plan free → pro · first name Maren · newsletter yes → no · 1 more');
    expect(eventLine(event({ summary: {}, properties: {} }), kind('identify'), {}).line).toBe('Nothing changed');
  });

  it('says the stage while the properties are on their way', () => {
    expect(fallbackLine(nameOf('Cart'))).toBe('Purchase');
    expect(fallbackLine({ ...nameOf('Cart'), stage: null, touchpoint: null })).toBe('track');
  });
});

const say = (row: TimelineRow): string => {
  if (row.kind === 'day') return `day ${row.key.slice(4)}${row.stages.map((stage) => ` [${stage}]`).join('')}`;
  if (row.kind === 'session') return `session ${row.session.number}`;
  if (row.kind === 'event') {
    return `${row.event.name.event}${row.run.length > 1 && !row.unfolded ? ` x${row.run.length}` : ''}${row.joined ? ' |' : ''}`;
  }
  return `${row.kind} ${row.seconds}`;
};

describe('rows', () => {
  // In the order of time; of each event its session.
  const told: [string, string, number][] = [
    ['2026-05-01T20:40:00Z', 'Newsletter opened', 0],
    ['2026-05-23T20:40:00Z', 'Cart', 1],
    ['2026-05-24T09:05:00Z', 'Payment error', 2],
    ['2026-05-24T12:05:00Z', 'Payment error', 3],
    ['2026-05-24T12:06:00Z', 'Payment error', 3],
    ['2026-05-24T12:07:00Z', 'Payment error', 3],
    ['2026-05-24T12:13:00Z', 'Chat started', 3],
  ];
  const outline = (list: [string, string, number][]): OutlineEvent[] =>
    list.map(([time, name, session], index) => ({
      id: index + 1, at: Date.parse(time), name: nameOf(name), channel: 'web', source: 'shop', session,
    }));
  const events = outline(told);
  const sessions = [1, 1, 1, 4].map((count, index) => ({ number: index + 1, events: count, shown: count }) as TimelineSession);
  const options = (more: Partial<RowOptions> = {}): RowOptions => ({ order: 'desc', sessions, unfolded: new Set(), ...more });

  it('group by day and session, fold runs and say gaps', () => {
    const stages = [{ stage: 'Purchase', from: '2026-05-24T09:05:00Z' }];
    const newestFirst = [
      'day 2026-05-24 [Purchase]',
      'session 4',
      'Chat started |',
      'Payment error x3',
      'pause 10800',
      'Payment error',
      'day 2026-05-23',
      'Cart',
      `gap ${22 * 86_400}`,
      'day 2026-05-01',
      'Newsletter opened',
    ];
    expect(timelineRows(events, options({ stages })).map(say)).toEqual(newestFirst);
    expect(timelineRows(events, options({ order: 'asc' })).slice(-3).map(say)).toEqual(['session 4', 'Payment error x3 |', 'Chat started']);
  });

  it('leave two equal events as they are', () => {
    expect(timelineRows(events.slice(3, 5), options()).map(say)).toEqual(['day 2026-05-24', 'session 4', 'Payment error |', 'Payment error']);
  });

  it('unfold a run that is asked for or that holds the open event', () => {
    const wanted = ['Payment error |', 'Payment error |', 'Payment error'];
    expect(timelineRows(events, options({ unfolded: new Set([4]) })).slice(3, 6).map(say)).toEqual(wanted);
    expect(timelineRows(events, options({ open: 6 })).slice(3, 6).map(say)).toEqual(wanted);
  });

  it('keep their names when more events of a run arrive', () => {
    const more = outline([...told.slice(0, 6), ['2026-05-24T12:08:00Z', 'Payment error', 3]]);
    const key = (list: OutlineEvent[]) => timelineRows(list, options()).find((row) => row.kind === 'event' && row.run.length > 1)?.key;
    expect(key(more)).toBe(key(events));
  });

  it('part a session at midnight of the workspace, once', () => {
    // 23:50 and 00:10 in Berlin.
    const night = outline([['2026-05-23T21:50:00Z', 'Cart', 0], ['2026-05-23T22:10:00Z', 'Chat started', 0]]);
    const one = [{ number: 1, events: 2, shown: 2 } as TimelineSession];
    expect(timelineRows(night, options({ sessions: one })).map(say)).toEqual(['day 2026-05-24', 'session 1', 'Chat started', 'day 2026-05-23', 'Cart']);
  });

  it('give every row its own name', () => {
    const rows = timelineRows(events, options({ unfolded: new Set([4]) }));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it('find an event, a moment and the next session', () => {
    const rows = timelineRows(events, options());
    const eventAt = (index: number | null) => (index === null ? null : say(rows[index] as TimelineRow));
    expect(eventAt(rowOfEvent(rows, 5))).toBe('Payment error x3');
    expect(rowOfEvent(rows, 99)).toBe(-1);
    expect(eventAt(rowNear(rows, Date.parse('2026-05-20T00:00:00Z')))).toBe('Cart');
    expect(rowNear([], 0)).toBe(-1);
    const first = rowOfNextSession(rows, -1, 1);
    expect(eventAt(first)).toBe('Chat started |');
    const second = rowOfNextSession(rows, first as number, 1);
    expect(eventAt(second)).toBe('Payment error');
    expect(rowOfNextSession(rows, second as number, -1)).toBe(first);
    expect(rowOfNextSession(rows, first as number, -1)).toBeNull();
  });

  it('lay out fifty thousand events in a blink', () => {
    const start = Date.parse('2020-01-01T00:00:00Z');
    const shown = Array.from({ length: 10_000 }, (_, index) => ({ number: index + 1, events: 5, shown: 5 }) as TimelineSession);
    const many = Array.from({ length: 50_000 }, (_, index): OutlineEvent => ({
      id: index, at: start + Math.floor(index / 5) * 7_200_000 + (index % 5) * 1000, name: nameOf(`Event ${index % 7}`), channel: 'web', source: null, session: Math.floor(index / 5),
    }));
    const began = performance.now();
    expect(timelineRows(many, options({ sessions: shown })).length).toBeGreaterThan(60_000);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
