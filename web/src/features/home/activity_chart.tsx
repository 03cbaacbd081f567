import { useCallback } from 'react';
import type { OverviewDocument, OverviewResult } from '../../api';
import { Chart, count, day, type Tokens } from '../../design';
import { usePeoplePanel } from '../../people/people_context';

interface ActivityChartProps {
  document: OverviewDocument;
  result: OverviewResult;
}

/** Events over time; buckets the period covers only in part are pale and say so. */
export function ActivityChart({ document, result }: ActivityChartProps) {
  const panel = usePeoplePanel();
  const option = useCallback(
    (tokens: Tokens) => ({
      grid: { left: 0, right: 16, top: 10, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { opacity: 0.15 } },
        formatter: (marks: { dataIndex: number }[]) => {
          const bucket = result.per_day[marks[0]?.dataIndex ?? 0];
          if (!bucket) return '';
          const partly = bucket.partial ? `<br>only a part of this ${result.bucket}` : '';
          return `<b>${day(bucket.day)}</b><br>${count(bucket.events)} events<br>${count(bucket.customers)} customers${partly}`;
        },
      },
      xAxis: {
        type: 'category',
        data: result.per_day.map((bucket) => day(bucket.day)),
        axisLabel: { hideOverlap: true },
      },
      yAxis: { type: 'value', splitNumber: 3 },
      series: [
        {
          name: 'Events',
          type: 'bar',
          barCategoryGap: '25%',
          itemStyle: { color: tokens.c1, borderRadius: [2, 2, 0, 0] },
          data: result.per_day.map((bucket) => ({
            value: bucket.events,
            itemStyle: bucket.partial ? { opacity: 0.35 } : undefined,
          })),
        },
      ],
    }),
    [result],
  );
  return (
    <Chart
      label={`Events per ${result.bucket}`}
      height={168}
      option={option}
      table={{
        columns: [result.bucket, 'events', 'customers'],
        rows: result.per_day.map((b) => [
          b.partial ? `${day(b.day)} (part of it)` : day(b.day),
          count(b.events),
          count(b.customers),
        ]),
      }}
      onClick={({ dataIndex }) => {
        const bucket = result.per_day[dataIndex];
        if (bucket) panel.open(document, bucket.ref, day(bucket.day));
      }}
    />
  );
}
