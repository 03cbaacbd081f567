import { useCallback } from 'react';
import type { OverviewDocument, OverviewResult } from '../../api';
import { Chart, count, day, type Tokens } from '../../design';
import { usePeoplePanel } from '../../people/people_context';

interface ActivityChartProps {
  document: OverviewDocument;
  result: OverviewResult;
}

export function ActivityChart({ document, result }: ActivityChartProps) {
  const panel = usePeoplePanel();
  const option = useCallback(
    (tokens: Tokens) => ({
      grid: { left: 8, right: 20, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { opacity: 0.15 } } },
      xAxis: { type: 'category', data: result.per_day.map((bucket) => day(bucket.day)) },
      yAxis: { type: 'value', splitNumber: 4 },
      series: [
        {
          name: 'Customers',
          type: 'bar',
          barCategoryGap: '25%',
          itemStyle: { color: tokens.c1, borderRadius: [2, 2, 0, 0] },
          data: result.per_day.map((bucket) => ({
            value: bucket.customers,
            itemStyle: bucket.partial ? { opacity: 0.4 } : undefined,
          })),
        },
      ],
    }),
    [result],
  );
  return (
    <Chart
      label={`Customers with events per ${result.bucket}`}
      height={280}
      option={option}
      table={{
        columns: [result.bucket, 'customers', 'events'],
        rows: result.per_day.map((b) => [day(b.day), count(b.customers), count(b.events)]),
      }}
      onClick={({ dataIndex }) => {
        const bucket = result.per_day[dataIndex];
        if (bucket) panel.open(document, bucket.ref, day(bucket.day));
      }}
    />
  );
}
