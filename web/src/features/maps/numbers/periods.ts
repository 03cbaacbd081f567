import { day } from '../../../design/format';

/** Periods that are offered: they end with the day of the last event. */
export const periodPresets = [
  { value: '1w', label: 'Last week' }, { value: '4w', label: 'Last 4 weeks' }, { value: '8w', label: 'Last 8 weeks' }, { value: '13w', label: 'Last 13 weeks' },
  { value: '26w', label: 'Last 26 weeks' }, { value: '52w', label: 'Last 52 weeks' }, { value: 'all', label: 'All time' },
] as const;

const days = /^(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2})$/;
const length = /^(\d+(?:\.\d+)?)([smhdw])$/;
const units = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const;

/** The two days of a period that names days, both within it. */
export function daysOfPeriod(period: string): { first: string; last: string } | null {
  const found = days.exec(period);
  return found && (found[1] as string) <= (found[2] as string) ? { first: found[1] as string, last: found[2] as string } : null;
}

/** "Last 8 weeks", "1 – 31 Jan", "All time"; what is no period reads as it is written. */
export function periodWords(period: string): string {
  const preset = periodPresets.find(({ value }) => value === period);
  if (preset) return preset.label;
  const named = daysOfPeriod(period);
  if (named) return `${day(named.first)} – ${day(named.last)}`;
  const found = length.exec(period);
  if (!found) return period;
  const unit = units[found[2] as keyof typeof units];
  return found[1] === '1' ? `Last ${unit}` : `Last ${found[1]} ${unit}s`;
}

export function isPeriod(text: unknown): text is string {
  return typeof text === 'string' && (text === 'all' || daysOfPeriod(text) !== null || (length.test(text) && Number.parseFloat(text) > 0));
}
