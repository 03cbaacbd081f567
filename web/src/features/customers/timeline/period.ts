import { dayKey, timeZone } from '../../../design/format_time';

/** A half-open span in milliseconds; either end may be open. */
export interface Period {
  from: number | null;
  to: number | null;
}

const dayMs = 86_400_000;
const plainDay = /^\d{4}-\d{2}-\d{2}$/;

/** Midnight of a plain day in the workspace's zone. */
export function dayStart(day: string): number {
  const midnightUtc = Date.parse(`${day}T00:00:00Z`);
  const first = midnightUtc - zoneOffset(midnightUtc);
  // Once more: the offset at the guess can be that of the other side of a clock change.
  return midnightUtc - zoneOffset(first);
}

/** Making a formatter costs far more than using one, and a long timeline has thousands of days. */
let known: { zone: string; format: Intl.DateTimeFormat } | null = null;

function wallClock(): Intl.DateTimeFormat {
  const zone = timeZone();
  if (known?.zone !== zone) {
    const format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    known = { zone, format };
  }
  return known.format;
}

function zoneOffset(at: number): number {
  const parts = wallClock().formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(at / 1000) * 1000;
}

/** Reads the ends of an address: plain days, the last one included, or moments. */
export function readPeriod(from: string | undefined, to: string | undefined): Period {
  const start = from === undefined ? NaN : plainDay.test(from) ? dayStart(from) : Date.parse(from);
  const end = to === undefined ? NaN : plainDay.test(to) ? dayStart(nextDay(to)) : Date.parse(to);
  return { from: Number.isFinite(start) ? start : null, to: Number.isFinite(end) ? end : null };
}

export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

export function inPeriod(at: number, { from, to }: Period): boolean {
  return (from === null || at >= from) && (to === null || at < to);
}

/** The days that a period touches, for the two fields that choose it. */
export function periodDays({ from, to }: Period): { from: string; to: string } {
  return { from: from === null ? '' : dayKey(from), to: to === null ? '' : dayKey(to - 1) };
}
