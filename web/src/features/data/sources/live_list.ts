import type { LiveEvent, LiveRate, LiveRefused } from '../../../api';

export type Arrival =
  | { kind: 'event'; event: LiveEvent }
  | { kind: 'refused'; refused: LiveRefused };

export type LiveRow = Arrival & { key: number };

export interface LiveList {
  /** Newest first, at most `mostRows`. */
  rows: LiveRow[];
  /** What came while it was paused, newest first, bounded in the same way. */
  held: LiveRow[];
  /** How many came while it was paused, also those that are no longer held. */
  heldCount: number;
  paused: boolean;
  rate: LiveRate | null;
  /** How many came since the screen was opened. */
  seen: number;
  /** How many more came than the server could tell. */
  missed: number;
  /** After a reconnection the server tells the last ones again; those up to here are known. */
  knownUntil: string | null;
  nextKey: number;
}

export const mostRows = 200;

export const emptyList: LiveList = {
  rows: [], held: [], heldCount: 0, paused: false, rate: null, seen: 0, missed: 0, knownUntil: null, nextKey: 1,
};

export type LiveAction =
  | { kind: 'hello' }
  | { kind: 'arrive'; items: Arrival[] }
  | { kind: 'rate'; rate: LiveRate | null }
  | { kind: 'missed'; count: number }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'clear' };

const receivedAt = (item: Arrival) => (item.kind === 'event' ? item.event : item.refused).received_at;

function identityOf(item: Arrival): string {
  const parts =
    item.kind === 'event'
      ? [item.event.received_at, item.event.message_id, item.event.name, item.event.customer?.value, item.event.status]
      : [item.refused.received_at, item.refused.reason, item.refused.sample];
  return JSON.stringify([item.kind, ...parts]);
}

function arrive(list: LiveList, items: Arrival[]): LiveList {
  const before = [...list.held, ...list.rows];
  const limit = list.knownUntil === null ? null : Date.parse(list.knownUntil);
  const known = limit === null ? null : new Set(before.map(identityOf));
  const fresh = items.filter((item) => {
    if (limit === null || Date.parse(receivedAt(item)) > limit) return true;
    return !known?.has(identityOf(item));
  });
  if (fresh.length === 0) return list;
  const rows = fresh.map((item, at) => ({ ...item, key: list.nextKey + at })).reverse();
  const next = { ...list, nextKey: list.nextKey + fresh.length, seen: list.seen + fresh.length };
  if (list.paused) {
    return { ...next, held: [...rows, ...list.held].slice(0, mostRows), heldCount: list.heldCount + fresh.length };
  }
  return { ...next, rows: [...rows, ...list.rows].slice(0, mostRows) };
}

/** The list of what arrives; nothing in it depends on the clock or the page. */
export function liveList(list: LiveList, action: LiveAction): LiveList {
  switch (action.kind) {
    case 'hello': {
      const newest = list.held[0] ?? list.rows[0];
      return { ...list, knownUntil: newest ? receivedAt(newest) : null };
    }
    case 'arrive':
      return arrive(list, action.items);
    case 'rate':
      return list.rate === action.rate ? list : { ...list, rate: action.rate };
    case 'missed':
      return { ...list, missed: list.missed + action.count };
    case 'pause':
      return list.paused ? list : { ...list, paused: true };
    case 'resume':
      return { ...list, paused: false, rows: [...list.held, ...list.rows].slice(0, mostRows), held: [], heldCount: 0 };
    case 'clear':
      return { ...list, rows: [], held: [], heldCount: 0 };
  }
}

export type LiveOnly = 'all' | 'trouble';

export interface LiveFilter {
  text: string;
  only: LiveOnly;
}

/** Whether a row is shown: by a text in its name, its customer or its reason; case does not matter. */
export function passes(row: Arrival, { text, only }: LiveFilter): boolean {
  const trouble = row.kind === 'refused' || row.event.status === 'warned' || row.event.status === 'blocked';
  if (only === 'trouble' && !trouble) return false;
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const texts =
    row.kind === 'refused'
      ? [row.refused.reason, row.refused.sample]
      : [row.event.name, row.event.customer?.value ?? '', row.event.channel ?? '', ...row.event.reasons];
  return texts.some((one) => one.toLowerCase().includes(wanted));
}

/** The first properties of an event on one line. */
export function propertyLine(properties: Record<string, unknown>, most = 4): string {
  const entries = Object.entries(properties);
  const shown = entries
    .slice(0, most)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  const rest = entries.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(' · ');
}

/** A text as it came, laid out when it is JSON. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
