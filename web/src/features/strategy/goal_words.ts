import type { ScoreGoal, ScoreKind, ScoreValue } from '../../api';
import { decimal, narrow } from '../../design/format_number';

export const scoreWords: Record<ScoreKind, string> = {
  nps: 'NPS', csat: 'CSAT', ces: 'Customer effort (CES)', conversion: 'Conversion rate', retention: 'Retention rate', churn: 'Churn rate', time: 'Time', cost: 'Cost', health: 'Health', other: 'Something else',
};
/** What the numbers are read in, where nothing else is said. */
export const usualUnit: Record<ScoreKind, string> = { nps: '', csat: '%', ces: '', conversion: '%', retention: '%', churn: '%', time: 'days', cost: '€', health: '', other: '' };

export function amount(value: number | null, unit: string): string {
  return value === null ? '–' : `${decimal(value, 2)}${unit === '' ? '' : narrow + unit}`;
}

/** The history with one more; an earlier one of the same day makes way. */
export function withValue(values: readonly ScoreValue[], value: ScoreValue): ScoreValue[] {
  return [...values.filter(({ on }) => on !== value.on), value].sort((a, b) => a.on.localeCompare(b.on));
}

export type Pace = 'reached' | 'on_track' | 'behind' | 'overdue' | 'unknown';
export const paceWords: Record<Pace, string> = { reached: 'reached', on_track: 'on track', behind: 'behind', overdue: 'overdue', unknown: 'not measured' };

/** On track: as much of the way is done as of the time between the first value and the day it is to be reached by. */
export function paceOf({ progress, by, values }: Pick<ScoreGoal, 'progress' | 'by' | 'values'>, today: string): Pace {
  if (progress === null) return 'unknown';
  if (progress >= 1) return 'reached';
  if (by === null) return progress > 0 ? 'on_track' : 'behind';
  if (by < today) return 'overdue';
  const [from, to, now] = [Date.parse(values[0]?.on ?? today), Date.parse(by), Date.parse(today)];
  const passed = to > from ? (now - from) / (to - from) : 1;
  return progress + 0.05 >= passed ? 'on_track' : 'behind';
}

/** As the server counts it, while it is being written. */
export function progressOf({ from, to, values }: Pick<ScoreGoal, 'from' | 'to' | 'values'>): number | null {
  const last = values.at(-1);
  return from === null || to === null || from === to || !last ? null : (last.value - from) / (to - from);
}
