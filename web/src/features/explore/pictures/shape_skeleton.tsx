import { Skeleton } from '@mantine/core';
import { Card } from '../../../design';
import type { ExploreKind } from '../ask/explore_search';

/** Columns of bars, as heights in percent from the top; the shape of what is on its way. */
const table = [[6, 6, 6, 6, 6, 6], [6, 6, 6, 6, 6, 6], [6, 6, 6, 6, 6], [6, 6, 6, 6], [6, 6, 6]];
const bars = [[30], [44], [38], [56], [62], [50], [70], [76], [68], [80]];
const shapes: Record<ExploreKind, number[][]> = {
  paths: [[92], [62, 14, 8], [38, 16, 10, 8], [26, 14, 12, 10], [18, 12, 14]],
  process: [[12], [12, 12], [12, 12, 12], [12, 12], [12]],
  funnel: [[92], [74], [55], [40]],
  conformance: table,
  next: table,
  transitions: table,
  retention: table,
  lifecycle: bars,
  stickiness: [[80], [60], [44], [30], [22], [14], [10]],
  trend: bars,
  sessions: bars,
  drivers: table,
  attribution: table,
  pattern: table,
  'time-between': [[8], [16], [30], [52], [80], [92], [70], [46], [28], [14], [8], [4]],
};

const height = 560;
/** Bars that stand on an axis. */
const upwards: readonly ExploreKind[] = ['time-between', 'lifecycle', 'stickiness', 'trend', 'sessions'];

interface ShapeSkeletonProps {
  kind: ExploreKind;
  withSentence?: boolean;
}

/** A picture on its way, in its own shape and as high, so that nothing jumps. */
export function ShapeSkeleton({ kind, withSentence = false }: ShapeSkeletonProps) {
  const grows = upwards.includes(kind) ? 'flex-end' : 'flex-start';
  return (
    <div role="status" aria-label="Loading">
      {withSentence && (
        <div style={{ marginBottom: 18 }}>
          <Skeleton height={20} width="72%" my={8} />
          <Skeleton height={13} width="46%" my={8} />
        </div>
      )}
      <Card>
        <div style={{ display: 'flex', gap: upwards.includes(kind) ? 6 : '9%', height, padding: '30px 0' }}>
          {shapes[kind].map((column, index) => (
            <div
              key={index}
              style={{
                display: 'flex',
                flex: 1,
                flexDirection: 'column',
                justifyContent: kind === 'process' ? 'space-evenly' : grows,
                gap: 26,
              }}
            >
              {column.map((bar, at) => (
                <Skeleton key={at} height={`${bar}%`} width={kind === 'paths' ? 12 : '100%'} />
              ))}
            </div>
          ))}
        </div>
      </Card>
    </div>
  );
}
