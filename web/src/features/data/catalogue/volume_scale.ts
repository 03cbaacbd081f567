import type { CollectedEvent, EventAnomaly } from '../../../api';

export interface VolumeBar {
  day: string;
  count: number;
  /** 0 to 1 of the height. */
  height: number;
  anomaly: { expected: number; low: number; high: number; below: boolean } | null;
}

/** Bars of the days, with what was expected where a day was unusual; heights are shares of the tallest thing. */
export function volumeBars(days: CollectedEvent['days'], anomalies: EventAnomaly[]): { bars: VolumeBar[]; top: number } {
  const unusual = new Map(anomalies.map((anomaly) => [anomaly.day.slice(0, 10), anomaly]));
  const top = Math.max(
    1,
    ...days.map(({ count }) => count),
    ...days.map(({ day }) => unusual.get(day)?.high ?? 0),
  );
  const bars = days.map(({ day, count }) => {
    const found = unusual.get(day);
    return {
      day,
      count,
      height: count / top,
      anomaly: found
        ? { expected: found.expected / top, low: Math.max(0, found.low) / top, high: found.high / top, below: found.count < found.low }
        : null,
    };
  });
  return { bars, top };
}
