import { useCallback } from 'react';
import type { FunnelDocument, FunnelResult } from '../../../api';
import { Card, Chart, count, day, interval, share, type Tokens } from '../../../design';
import { CountedKind } from '../counted_kind';

interface FunnelTrendProps {
  document: FunnelDocument;
  trend: NonNullable<FunnelResult['trend']>;
}

const percent = (value: number | null) => (value === null ? null : value * 100);

/** Conversion by the day of entry; what may still convert is hollow and apart from the line. */
export function FunnelTrend({ document, trend }: FunnelTrendProps) {
  const option = useCallback(
    (tokens: Tokens) => {
      const whole = trend.filter((each) => !each.incomplete);
      const band = { type: 'line', stack: 'band', symbol: 'none', silent: true, lineStyle: { opacity: 0 } };
      const kept = (each: FunnelTrendProps['trend'][number], value: number | null) =>
        each.incomplete ? null : percent(value);
      return {
        grid: { left: 8, right: 20, top: 14, bottom: 4, containLabel: true },
        tooltip: { trigger: 'axis' },
        xAxis: { type: 'category', boundaryGap: false, data: trend.map((each) => day(each.from)) },
        yAxis: { type: 'value', axisLabel: { formatter: '{value} %' }, splitNumber: 4 },
        series: [
          { ...band, name: 'low', tooltip: { show: false }, data: trend.map((each) => kept(each, each.converted.low)) },
          {
            ...band,
            name: 'interval',
            tooltip: { show: false },
            areaStyle: { color: tokens.c1, opacity: 0.14 },
            data: trend.map((each) =>
              each.incomplete || each.converted.high === null || each.converted.low === null
                ? null
                : (each.converted.high - each.converted.low) * 100,
            ),
          },
          {
            name: 'Reach the end',
            type: 'line',
            symbol: whole.length > 40 ? 'none' : 'circle',
            symbolSize: 5,
            lineStyle: { width: 2, color: tokens.c1 },
            itemStyle: { color: tokens.c1 },
            tooltip: { valueFormatter: (value: number | null) => share(value === null ? null : value / 100) },
            data: trend.map((each) => kept(each, each.converted.share)),
          },
          {
            name: 'Still open',
            type: 'line',
            symbol: 'emptyCircle',
            symbolSize: 6,
            lineStyle: { width: 1.5, type: 'dashed', color: tokens['ink-3'] },
            itemStyle: { color: tokens['ink-3'] },
            tooltip: { valueFormatter: (value: number | null) => share(value === null ? null : value / 100) },
            // The last whole bucket is the point the dashed line starts from.
            data: trend.map((each, at) =>
              each.incomplete || trend[at + 1]?.incomplete ? percent(each.converted.share) : null,
            ),
          },
        ],
      };
    },
    [trend],
  );
  const open = trend.some((each) => each.incomplete);
  return (
    <Card
      title={
        <>
          Over time <CountedKind kind="funnel" what="Over time" />
        </>
      }
      aside={`by ${document.trend ?? 'day'} of entry${open ? ', dashed: can still convert' : ''}`}
    >
      <Chart
        label="Share that reaches the end, by time of entry"
        height={220}
        option={option}
        table={{
          columns: ['from', 'entered', 'reach the end', 'interval', 'whole'],
          rows: trend.map((each) => [
            day(each.from),
            count(each.entered),
            share(each.converted.share),
            interval(each.converted.low, each.converted.high),
            each.incomplete ? 'still open' : 'yes',
          ]),
        }}
      />
    </Card>
  );
}
