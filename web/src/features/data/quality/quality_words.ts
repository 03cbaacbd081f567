import type { EventAnomaly, EventChange, Refusal, RefusalKind } from '../../../api';
import type { TagTone } from '../../../design';
import type { RefusalView } from './quality_search';

export const refusalWords: Record<RefusalKind, { words: string; tone: TagTone; what: string }> = {
  message: { words: 'message refused', tone: 'pain', what: 'It was not taken; the others of its batch were.' },
  body: { words: 'body refused', tone: 'pain', what: 'Nothing of the body was taken, and the sender was told so.' },
  plan: { words: 'blocked', tone: 'pain', what: 'The tracking plan blocks it. The sender was answered as if it had been taken.' },
  warning: { words: 'warned', tone: 'warn', what: 'It was taken, but breaks the tracking plan or could not be taken quite as it was said.' },
  key: { words: 'unknown key', tone: 'neutral', what: 'The call named a key that is not known or was revoked, and was refused.' },
};

const kindsOf: Record<RefusalView, RefusalKind[]> = {
  refused: ['message', 'body'],
  plan: ['plan'],
  warning: ['warning'],
  key: ['key'],
};

export function inView(refusal: Pick<Refusal, 'kind'>, view: RefusalView | undefined): boolean {
  return view === undefined || kindsOf[view].includes(refusal.kind);
}

/** Whether it breaks what the tracking plan says of an event, or of one property of it. */
export function breaksRule({ kind, event, reason }: Pick<Refusal, 'kind' | 'event' | 'reason'>, ofEvent: string, property?: string): boolean {
  if ((kind !== 'plan' && kind !== 'warning') || event !== ofEvent) return false;
  // A property is quoted: one may be part of another's name.
  return property === undefined || new RegExp(`["“'‘]${property.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["”'’]`).test(reason);
}

/** What tells one refusal from another; stands in the address. */
export function refusalKey({ source, kind, event, reason }: Refusal): string {
  return [source?.id ?? '', kind, event ?? '', reason].join('|');
}

const changeNames: Record<EventChange['kind'] | EventAnomaly['kind'], { words: string; tone: TagTone }> = {
  new_event: { words: 'new event', tone: 'accent' },
  silent_event: { words: 'gone quiet', tone: 'pain' },
  new_property: { words: 'new property', tone: 'accent' },
  lost_property: { words: 'property lost', tone: 'pain' },
  new_type: { words: 'new type', tone: 'warn' },
  volume: { words: 'volume', tone: 'warn' },
};

export function changeWords(change: EventChange | EventAnomaly): { words: string; tone: TagTone } {
  if (change.kind !== 'volume') return changeNames[change.kind] ?? { words: change.kind, tone: 'neutral' };
  return change.count < change.low
    ? { words: 'fewer than usual', tone: 'pain' }
    : { words: 'more than usual', tone: 'warn' };
}

/** Newest first, as runs of one day each. */
export function byDay<T extends { day: string }>(items: T[]): { day: string; items: T[] }[] {
  const days: { day: string; items: T[] }[] = [];
  for (const item of items) {
    const last = days.at(-1);
    if (last?.day === item.day) last.items.push(item);
    else days.push({ day: item.day, items: [item] });
  }
  return days;
}
