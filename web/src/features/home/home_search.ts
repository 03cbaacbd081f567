import type { Predicate, Range } from '../../api';
import { dayKey, period as periodText } from '../../design/format';
import { readWho } from './who';

/** What the address says about Home. Nothing said means: everything there is, about everyone. */
export interface HomeSearch {
  /** "8w", "30d", or two days, both meant: "2026-01-01..2026-02-28". */
  period?: string;
  who?: Predicate;
  /** The stage whose touchpoints are shown. */
  stage?: string;
}

export type Period =
  | { kind: 'all' }
  | { kind: 'last'; days: number }
  | { kind: 'days'; from: string; to: string };

export const presets = [
  { key: '8w', label: 'Last 8 weeks', days: 56 },
  { key: '30d', label: 'Last 30 days', days: 30 },
  { key: 'all', label: 'All the data', days: null },
] as const;

const date = /^\d{4}-\d{2}-\d{2}$/;

export function readPeriod(text: string | undefined): Period {
  const preset = presets.find(({ key }) => key === text);
  if (preset && preset.days !== null) return { kind: 'last', days: preset.days };
  const [from = '', to = '', ...rest] = (text ?? '').split('..');
  if (rest.length === 0 && isDate(from) && isDate(to) && from <= to) {
    return { kind: 'days', from, to };
  }
  return { kind: 'all' };
}

function isDate(text: string): boolean {
  return date.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** Leaves out what is not well formed and what is the default. */
export function readHomeSearch(search: Record<string, unknown>): HomeSearch {
  const period = typeof search.period === 'string' ? search.period : undefined;
  const who = readWho(search.who);
  return {
    ...(readPeriod(period).kind === 'all' ? {} : { period }),
    ...(who === undefined ? {} : { who }),
    ...(typeof search.stage === 'string' ? { stage: search.stage } : {}),
  };
}

/** The day so many days after another: "2026-02-28", 1 → "2026-03-01" */
export function addDays(day: string, days: number): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/**
 * The period as a query's range. "Last" counts back from the last event, not from today: a file of
 * last year has its last eight weeks too.
 */
export function rangeOf(period: Period, lastEvent: string | null): Range | undefined {
  if (period.kind === 'days') return { from: period.from, to: addDays(period.to, 1) };
  if (period.kind === 'all' || lastEvent === null) return undefined;
  const to = addDays(dayKey(lastEvent), 1);
  return { from: addDays(to, -period.days), to };
}

export function periodLabel(period: Period): string {
  if (period.kind === 'days') {
    // Of plain dates `period` names both.
    return periodText(period);
  }
  const days = period.kind === 'all' ? null : period.days;
  return presets.find((preset) => preset.days === days)?.label ?? '';
}
