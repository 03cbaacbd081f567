import classes from './interval_bar.module.css';

interface IntervalBarProps {
  value: number;
  low?: number | null;
  high?: number | null;
  /** The value that fills the track. */
  max: number;
  label: string;
  colour?: string;
}

const percent = (part: number, max: number) =>
  `${max <= 0 ? 0 : Math.min(100, Math.max(0, (part / max) * 100))}%`;

/** A bar with its interval drawn over its end. */
export function IntervalBar({ value, low, high, max, label, colour }: IntervalBarProps) {
  const hasInterval = low !== undefined && low !== null && high !== undefined && high !== null;
  return (
    <span className={classes.track} role="img" aria-label={label}>
      <span
        className={classes.bar}
        style={{ width: percent(value, max), background: colour ?? 'var(--accent)' }}
      />
      {hasInterval && (
        <span
          className={classes.interval}
          style={{ left: percent(low, max), width: percent(high - low, max) }}
        />
      )}
    </span>
  );
}
