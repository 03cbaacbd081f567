import { describe, expect, it } from 'vitest';
import { emptyList, liveList, mostRows, passes, prettyJson, propertyLine, type Arrival, type LiveAction, type LiveList } from './live_list';

const event = (second: number, more: object = {}): Arrival => ({
  kind: 'event',
  event: {
    received_at: new Date(Date.UTC(2026, 5, 1, 12, 0, second)).toISOString(),
    time: '2026-06-01T12:00:00Z', type: 'track', name: `Event ${second}`, customer: { namespace: 'user_id', value: 'maren' },
    channel: 'web', message_id: `m${second}`, properties: {}, status: 'taken', reasons: [], ...more,
  },
});
const refused: Arrival = {
  kind: 'refused',
  refused: { received_at: '2026-06-01T12:00:09Z', reason: 'The message names no customer.', sample: '{"event":"Cart"}' },
};
const play = (...actions: LiveAction[]): LiveList => actions.reduce(liveList, emptyList);
const names = (list: LiveList, part: 'rows' | 'held' = 'rows') =>
  list[part].map((row) => (row.kind === 'event' ? row.event.name : row.refused.reason));

describe('the list of what arrives', () => {
  it('has the newest on top', () => {
    const list = play({ kind: 'arrive', items: [event(1), event(2)] }, { kind: 'arrive', items: [event(3), refused] });
    expect(names(list)).toEqual(['The message names no customer.', 'Event 3', 'Event 2', 'Event 1']);
    expect(new Set(list.rows.map(({ key }) => key)).size).toBe(4);
    expect(list.seen).toBe(4);
  });

  it('is bounded', () => {
    const many = Array.from({ length: mostRows + 50 }, (_, i) => event(i));
    const list = play({ kind: 'arrive', items: many });
    expect(list.rows).toHaveLength(mostRows);
    expect(names(list)[0]).toBe(`Event ${mostRows + 49}`);
    expect(list.seen).toBe(mostRows + 50);
  });

  it('holds back while it is paused, and loses nothing it can hold', () => {
    const paused = play({ kind: 'arrive', items: [event(1)] }, { kind: 'pause' }, { kind: 'arrive', items: [event(2), event(3)] });
    expect(names(paused)).toEqual(['Event 1']);
    expect(names(paused, 'held')).toEqual(['Event 3', 'Event 2']);
    expect(paused.heldCount).toBe(2);
    const resumed = liveList(paused, { kind: 'resume' });
    expect(names(resumed)).toEqual(['Event 3', 'Event 2', 'Event 1']);
    expect(resumed.heldCount).toBe(0);
    const long = liveList(paused, { kind: 'arrive', items: Array.from({ length: 500 }, (_, i) => event(i + 10)) });
    expect(long.held).toHaveLength(mostRows);
    expect(long.heldCount).toBe(502);
  });

  it('does not show twice what is told again after a reconnection', () => {
    const list = play(
      { kind: 'hello' },
      { kind: 'arrive', items: [event(1), event(2)] },
      { kind: 'hello' },
      { kind: 'arrive', items: [event(1), event(2), event(3)] },
      { kind: 'arrive', items: [event(3)] },
    );
    expect(names(list)).toEqual(['Event 3', 'Event 3', 'Event 2', 'Event 1']);
  });

  it('shows what came late but was never told', () => {
    const list = play({ kind: 'arrive', items: [event(5)] }, { kind: 'hello' }, { kind: 'arrive', items: [event(4), event(5)] });
    expect(names(list)).toEqual(['Event 4', 'Event 5']);
  });

  it('adds up what could not be told', () => {
    expect(play({ kind: 'missed', count: 40 }, { kind: 'missed', count: 2 }).missed).toBe(42);
  });

  it('stays the same object when nothing changes', () => {
    const list = play({ kind: 'arrive', items: [event(5)] }, { kind: 'hello' });
    expect(liveList(list, { kind: 'arrive', items: [event(5)] })).toBe(list);
  });
});

it('filters by name, customer and reason, and by trouble', () => {
  const all = { text: '', only: 'all' } as const;
  expect(passes(event(1), all)).toBe(true);
  expect(passes(event(1), { ...all, text: 'MAREN' })).toBe(true);
  expect(passes(event(1), { ...all, text: 'jorge' })).toBe(false);
  expect(passes(refused, { ...all, text: 'no customer' })).toBe(true);
  expect(passes(event(1), { text: '', only: 'trouble' })).toBe(false);
  expect(passes(event(1, { status: 'warned' }), { text: '', only: 'trouble' })).toBe(true);
  expect(passes(event(1, { status: 'duplicate' }), { text: '', only: 'trouble' })).toBe(false);
  expect(passes(refused, { text: '', only: 'trouble' })).toBe(true);
});

it('puts properties on a line and lays out JSON', () => {
  expect(propertyLine({ amount: 49.9, items: [1], a: null, b: true, c: 'x' })).toBe('amount 49.9 · items [1] · a null · b true · and 1 more');
  expect(propertyLine({})).toBe('');
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('{"a":')).toBe('{"a":');
});
