import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useSegmentHistory, type Segment } from '../../api';
import { Card, count, day, ErrorState, PictureSkeleton } from '../../design';
import { historyPicture } from './history_picture';
import classes from './segments.module.css';

const width = 352;
const height = 128;

/** The size at the end of each day, and who came and went. */
export function HistoryCard({ segment }: { segment: Segment }) {
  const [days, setDays] = useState(30);
  const history = useSegmentHistory(segment.id, days);
  const since = segment.created_at.slice(0, 10);
  // Before it was made it had no size; zeros there would look like one.
  const shown = (history.data ?? []).filter(({ day: of }) => of >= since);
  const picture = historyPicture(shown, width, height);
  const entered = shown.reduce((sum, each) => sum + each.entered, 0);
  const left = shown.reduce((sum, each) => sum + each.left, 0);
  return (
    <Card
      title="Size over time"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Days shown"
          data={[
            { value: '30', label: '30 days' },
            { value: '90', label: '90' },
            { value: '365', label: '365' },
          ]}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
        />
      }
    >
      {history.isError ? (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} />
      ) : history.isPending ? (
        <PictureSkeleton height={height} />
      ) : shown.length < 2 ? (
        <p className={classes.quiet}>
          Made today. From tomorrow on a line shows how the size went; {count(entered)} entered and {count(left)} left so far.
        </p>
      ) : (
        <figure>
          <svg
            viewBox={`0 0 ${width} ${height}`}
            width="100%"
            role="img"
            aria-label={`Size from ${count(shown[0]!.size)} on ${day(shown[0]!.day)} to ${count(shown.at(-1)!.size)} today; ${count(entered)} entered and ${count(left)} left`}
          >
            <line x1={0} x2={width} y1={picture.zero} y2={picture.zero} stroke="var(--line-2)" />
            {picture.bars.map((bar) => (
              <g key={bar.day}>
                <title>{`${day(bar.day)}: ${count(bar.size)}, +${count(bar.entered)} −${count(bar.left)}`}</title>
                <rect x={bar.x} width={bar.width} y={picture.zero - bar.up} height={bar.up} fill="var(--accent)" />
                <rect x={bar.x} width={bar.width} y={picture.zero} height={bar.down} fill="var(--c8)" />
                <rect x={bar.x} width={bar.width} y={0} height={height} fill="transparent" />
              </g>
            ))}
            <path d={picture.line} fill="none" stroke="var(--accent)" strokeWidth={1.8} strokeLinejoin="round" pointerEvents="none" />
          </svg>
          <figcaption className={classes.chartFoot}>
            <span>
              {day(shown[0]!.day)}: {count(shown[0]!.size)}
            </span>
            <span>
              +{count(entered)} entered, −{count(left)} left
            </span>
            <span>today: {count(shown.at(-1)!.size)}</span>
          </figcaption>
        </figure>
      )}
    </Card>
  );
}
