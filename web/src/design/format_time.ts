import { decimal, narrow } from './format_number';

/** Times are shown in the workspace's zone, wherever the reader sits. */
let zone = 'UTC';

export function setTimeZone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    zone = name;
  } catch {
    zone = 'UTC';
  }
}

export function timeZone(): string {
  return zone;
}

const minuteS = 60;
const hourS = 3600;
const dayS = 86_400;
const yearS = 365.25 * dayS;

/** 660 → "11 min", 518400 → "6 d", 0.25 → "250 ms", 5400 → "1.5 h" */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  const size = Math.abs(seconds);
  const text = (value: number, unit: string) =>
    decimal(value, Math.abs(value) < 9.95 ? 1 : 0) + narrow + unit;
  if (size === 0) return `0${narrow}s`;
  if (size < 0.9995) return decimal(seconds * 1000, 0) + narrow + 'ms';
  // Each limit is where the smaller unit would round up to the larger one.
  if (size < minuteS - 0.5) return text(seconds, 's');
  if (size < hourS - 30) return text(seconds / minuteS, 'min');
  if (size < dayS - hourS / 2) return text(seconds / hourS, 'h');
  if (size < 2 * yearS) return text(seconds / dayS, 'd');
  return text(seconds / yearS, 'y');
}

type Moment = string | number | Date;

/** Making a formatter costs far more than using one, and a timeline formats thousands of times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(
  options: Intl.DateTimeFormatOptions,
  inZone: string,
  locale = 'en-GB',
): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, inZone, options]);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone: inZone, ...options });
  formatters.set(key, made);
  return made;
}

function yearOf(date: Date, inZone: string): string {
  return formatter({ year: 'numeric' }, inZone).format(date);
}

/** A plain date is a day, not a moment: read at noon UTC it is the same day in almost any zone. */
function read(moment: Moment): { date: Date; inZone: string } {
  if (typeof moment === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(moment)) {
    return { date: new Date(`${moment}T12:00:00Z`), inZone: 'UTC' };
  }
  return { date: new Date(moment), inZone: zone };
}

/** "19 May", with the year when it is not the present one. */
export function day(moment: Moment | null, now: Date = new Date()): string {
  if (moment === null) return '–';
  const { date, inZone } = read(moment);
  const year = yearOf(date, inZone) === yearOf(now, zone) ? undefined : 'numeric';
  return formatter({ day: 'numeric', month: 'short', year }, inZone).format(date);
}

/** "14:02" */
export function clock(moment: Moment, withSeconds = false): string {
  const { date, inZone } = read(moment);
  const second = withSeconds ? '2-digit' : undefined;
  return formatter({ hour: '2-digit', minute: '2-digit', second }, inZone).format(date);
}

/** "19 May, 14:02" */
export function dayAndClock(moment: Moment | null, now: Date = new Date()): string {
  return moment === null ? '–' : `${day(moment, now)}, ${clock(moment)}`;
}

/** The day a moment falls on in the workspace's zone, as "2026-05-19"; for grouping. */
export function dayKey(moment: Moment): string {
  const { date, inZone } = read(moment);
  return formatter({}, inZone, 'en-CA').format(date);
}

/** A half-open range by its first and last day: "1 Jan – 28 Feb 2026". */
export function period(range: { from: Moment; to: Moment }, now: Date = new Date()): string {
  const from = read(range.from);
  const last = new Date(read(range.to).date.getTime() - 1);
  const inZone = from.inZone;
  const sameYear = yearOf(from.date, inZone) === yearOf(last, inZone);
  const year = sameYear && yearOf(last, inZone) === yearOf(now, zone) ? undefined : 'numeric';
  const end = formatter({ day: 'numeric', month: 'short', year }, inZone).format(last);
  const startYear = sameYear ? undefined : 'numeric';
  const start = formatter({ day: 'numeric', month: 'short', year: startYear }, inZone);
  return dayKey(from.date) === dayKey(last) ? end : `${start.format(from.date)} – ${end}`;
}

/** "just now", "2 min ago", "3 h ago", "yesterday", "5 d ago", then the day itself. */
export function relative(moment: Moment | null, now: Date = new Date()): string {
  if (moment === null) return '–';
  const seconds = (now.getTime() - new Date(moment).getTime()) / 1000;
  if (seconds < -minuteS) return dayAndClock(moment, now);
  if (seconds < minuteS) return 'just now';
  if (seconds < hourS) return `${Math.floor(seconds / minuteS)}${narrow}min ago`;
  if (seconds < dayS) return `${Math.floor(seconds / hourS)}${narrow}h ago`;
  if (seconds < 2 * dayS) return 'yesterday';
  if (seconds < 7 * dayS) return `${Math.floor(seconds / dayS)}${narrow}d ago`;
  return day(moment, now);
}
