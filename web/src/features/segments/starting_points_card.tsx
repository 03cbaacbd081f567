import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryDoc, useSegmentPreview, useValues } from '../../api';
import { Card, count, share } from '../../design';
import { startingPoints, type StartingPoint } from './starting_points';
import classes from './segments.module.css';

/** Rules that make sense of the events there are, with how many they would have. */
export function StartingPoints() {
  const events = useValues('event');
  const journey = useQueryDoc({ kind: 'journey' });
  if (events.isPending || journey.isPending) {
    return (
      <div className={classes.points} role="status" aria-label="Loading">
        {[0, 1, 2].map((at) => (
          <Skeleton key={at} height={128} />
        ))}
      </div>
    );
  }
  const result = journey.data?.result;
  const points = startingPoints(
    (events.data ?? []).map(({ value }) => String(value)),
    result?.goal ?? null,
    result?.stages.flatMap(({ touchpoints }) => touchpoints) ?? [],
  );
  if (points.length === 0) return null;
  return (
    <section aria-label="Starting points">
      <h2 className={classes.pointsTitle}>Start from one of these</h2>
      <div className={classes.points}>
        {points.map((point) => (
          <Point key={point.name} point={point} />
        ))}
      </div>
    </section>
  );
}

function Point({ point }: { point: StartingPoint }) {
  const preview = useSegmentPreview(point.rule);
  return (
    <Card className={classes.point}>
      <Link to="/customers/segments/$id" params={{ id: 'new' }} search={{ name: point.name, rule: point.rule }}>
        {point.name}
      </Link>
      <p className={classes.quiet}>{point.why}</p>
      <p className={classes.pointSize}>
        {preview.data ? (
          <>
            <b>
              {preview.data.exact ? '' : 'about '}
              {count(preview.data.size)}
            </b>{' '}
            <span className={classes.quiet}>
              of {count(preview.data.of)} customers, {share(preview.data.of === 0 ? null : preview.data.size / preview.data.of)}
            </span>
          </>
        ) : (
          <Skeleton height={14} width={140} />
        )}
      </p>
    </Card>
  );
}
