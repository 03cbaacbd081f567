import type { CollectedEvent, EventAnomaly, UsualDay } from '../../../api';

export interface VolumeBar {
  day: string;
  count: number;
  /** 0 to 1 of the height. */
  height: number;
  /** What was expected, as parts of the height; null without enough days before. */
  usual: { expected: number; low: number; high: number } | null;
  unusual: 'below' | 'above' | null;
}

/** Bars of the days, with what was expected of each; heights are shares of the tallest thing. */
export function volumeBars(days: CollectedEvent['days'], usual: UsualDay[], anomalies: EventAnomaly[]): { bars: VolumeBar[]; top: number } {
  const odd = new Map(anomalies.map((anomaly) => [anomaly.day.slice(0, 10), anomaly]));
  const expected = new Map(usual.map((one) => [one.day.slice(0, 10), one]));
  const top = Math.max(
    1,
    ...days.map(({ count }) => count),
    ...days.map(({ day }) => expected.get(day)?.high ?? 0),
  );
  const bars = days.map(({ day, count }) => {
    const range = expected.get(day);
    const found = odd.get(day);
    return {
      day,
      count,
      height: count / top,
      usual: range ? { expected: range.expected / top, low: Math.max(0, range.low) / top, high: range.high / top } : null,
      unusual: found ? (found.count < found.low ? ('below' as const) : ('above' as const)) : null,
    };
  });
  return { bars, top };
}
