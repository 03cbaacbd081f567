import type { Segment } from '../../api';
import { Card, count, plural } from '../../design';
import classes from './segments.module.css';

/** How many are in a list now. */
export function SizeCard({ segment }: { segment: Segment }) {
  return (
    <Card title="Size" aside="exact">
      <p className={classes.figure} role="status">
        <b>{segment.size === null ? '–' : count(segment.size)}</b>
        <span className={classes.quiet}>{segment.size === null ? 'being counted' : plural(segment.size, 'customer').replace(/^\S+ /, '')}</span>
      </p>
    </Card>
  );
}
