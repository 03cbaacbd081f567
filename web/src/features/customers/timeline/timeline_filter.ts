import { noChannel } from '../no_channel';
import type { KeyedEvent } from './event_key';
import { inPeriod, type Period } from './period';

export interface TimelineFilter extends Period {
  channel?: string;
  event?: string;
  /** "error" or "contact": only events of that role. */
  role?: string;
  text: string;
}

export function isFiltering(filter: TimelineFilter): boolean {
  const { channel, event, role, text, from, to } = filter;
  return Boolean(channel ?? event ?? role) || text !== '' || from !== null || to !== null;
}

/** Text is looked for in names and in the values of properties, without regard to case. */
export function matchesFilter(event: KeyedEvent, filter: TimelineFilter): boolean {
  if (filter.channel !== undefined && (event.channel ?? noChannel) !== filter.channel) return false;
  if (filter.event !== undefined && event.event !== filter.event) return false;
  if (filter.role !== undefined && event.role !== filter.role) return false;
  if (!inPeriod(event.at, filter)) return false;
  const wanted = filter.text.trim().toLowerCase();
  return wanted === '' || words(event).some((text) => text.toLowerCase().includes(wanted));
}

function words(event: KeyedEvent): string[] {
  const own = [event.event, event.channel, event.touchpoint, event.stage, event.source];
  return [...own, ...Object.values(event.properties).map(asText)].filter((text) => text !== null);
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Whether pages after one that ends at `last` can still hold something of the period. */
export function canStillMatch(filter: Period, order: 'asc' | 'desc', last: number): boolean {
  if (order === 'desc') return filter.from === null || last >= filter.from;
  return filter.to === null || last < filter.to;
}
