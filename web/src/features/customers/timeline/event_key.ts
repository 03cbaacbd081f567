import type { CustomerEvent } from '../../../api';

/** An event with what names it in an address: its time, its name and, among equal ones, which. */
export interface KeyedEvent extends CustomerEvent {
  key: string;
  at: number;
}

export function eventKey(at: number, name: string, nth = 0): string {
  return nth === 0 ? `${at}~${name}` : `${at}~${name}~${nth}`;
}

/** Keys for events in the order of the list. Adding later pages leaves earlier keys as they are. */
export function withKeys(events: CustomerEvent[]): KeyedEvent[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const at = Date.parse(event.time);
    const first = eventKey(at, event.event);
    const nth = seen.get(first) ?? 0;
    seen.set(first, nth + 1);
    return { ...event, at, key: eventKey(at, event.event, nth) };
  });
}

/** The time that a key from an address speaks of, or null when it is mangled. */
export function keyTime(key: string): number | null {
  const at = Number(key.split('~')[0]);
  return key.includes('~') && Number.isFinite(at) ? at : null;
}
