import type { Range } from '../../../api';
import { day, dayKey, period } from '../../../design/format';

export interface Preset {
  value: string;
  label: string;
  days: number;
}

export const presets: Preset[] = [
  { value: '7', label: 'Last 7 days', days: 7 },
  { value: '28', label: 'Last 4 weeks', days: 28 },
  { value: '56', label: 'Last 8 weeks', days: 56 },
  { value: '91', label: 'Last 3 months', days: 91 },
  { value: '182', label: 'Last 6 months', days: 182 },
  { value: '365', label: 'Last 12 months', days: 365 },
];

const dayMs = 86_400_000;

function shiftedDay(day: string, by: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + by * dayMs).toISOString().slice(0, 10);
}

/** So many days up to and with the day of the last event: old data has a last week too. */
export function presetRange(days: number, lastEvent: string): Range {
  const end = shiftedDay(dayKey(lastEvent), 1);
  return { from: shiftedDay(end, -days), to: end };
}

/** The range as days that are both inside, as a person says it; and back. */
export function inclusiveDays(range: Range | undefined): { first: string; last: string } {
  const first = range?.from ? dayKey(range.from) : '';
  const last = range?.to ? dayKey(new Date(Date.parse(dated(range.to)) - 1)) : '';
  return { first, last: range?.to && isDay(range.to) ? shiftedDay(range.to, -1) : last };
}

const isDay = (time: string) => /^\d{4}-\d{2}-\d{2}$/.test(time);
const dated = (time: string) => (isDay(time) ? `${time}T00:00:00Z` : time);

export function rangeOfDays(first: string, last: string): Range | undefined {
  if (first === '' && last === '') return undefined;
  return {
    ...(first === '' ? {} : { from: first }),
    ...(last === '' ? {} : { to: shiftedDay(last, 1) }),
  };
}

/** "all time", "since 1 Jan", "until 28 Feb", "1 Jan – 28 Feb" */
export function rangeWords(range: Range | undefined): string {
  const { first, last } = inclusiveDays(range);
  if (first === '' && last === '') return 'all time';
  if (last === '') return `since ${day(first)}`;
  if (first === '') return `until ${day(last)}`;
  // Of plain dates `period` names both.
  return period({ from: first, to: last });
}
