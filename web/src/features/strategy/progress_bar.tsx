import classes from './strategy.module.css';

/** How much of the way is done; what got worse than it began is an empty bar, and said. */
export function ProgressBar({ progress }: { progress: number | null }) {
  const done = progress === null ? 0 : Math.min(1, Math.max(0, progress));
  const words = progress === null ? 'not measured yet' : progress < 0 ? 'worse than at the beginning' : `${Math.round(100 * progress)} % of the way`;
  return (
    <span className={classes.bar} role="img" aria-label={words} title={words}>
      <span style={{ width: `${100 * done}%` }} />
    </span>
  );
}
