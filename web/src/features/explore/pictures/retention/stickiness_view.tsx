import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import type { Answer, StickinessDocument, StickinessPeriod } from '../../../../api';
import { Card, count, DataTable, decimal, interval, Mark, Num, plural, share, type Column } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import { useMark } from '../../refine/refine_context';
import { BarsAxis } from '../bars_axis';
import { labelEvery, ticks } from '../log_scale';
import { useHeight } from '../picture_room';
import classes from '../pictures.module.css';
import { LineChart } from '../trend/line_chart';
import { useWidth } from '../use_width';
import { cohortName } from './retention_words';

interface StickinessViewProps {
  document: StickinessDocument;
  answer: Answer<StickinessDocument>;
}

const margin = { left: 52, top: 22, right: 16, bottom: 40 };

/** The latest period that is over; where none is, the latest. */
export const lastWhole = (periods: StickinessPeriod[]) => periods.filter((each) => !each.incomplete).at(-1) ?? periods.at(-1);

/** On how many days of a period people are active. */
export function StickinessView({ document, answer }: StickinessViewProps) {
  const { periods, days, period: unit } = answer.result;
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = periods.find((each) => each.from === chosen) ?? lastWhole(periods);
  const near = periods.slice(-6);
  return (
    <>
      {shown && (
        <Card
          flush
          title={
            <>
              Active days <CountedKind kind="stickiness" />
            </>
          }
          aside={
            near.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Period shown"
                value={shown.from}
                onChange={setChosen}
                data={near.map((each) => ({ value: each.from, label: cohortName(each.from, unit) }))}
              />
            )
          }
        >
          <dl className={classes.figures}>
            <div>
              <dt>Active in the {unit}</dt>
              <dd>
                <Num size="large" value={count(shown.active)} people={{ document, ref: shown.active_ref, title: 'active' }} />
              </dd>
            </div>
            <div>
              <dt>Active days each</dt>
              <dd>
                <Num
                  size="large"
                  value={shown.active_days.mean === null ? '–' : decimal(shown.active_days.mean, 1)}
                  detail={shown.active_days.low === null ? undefined : `${decimal(shown.active_days.low, 2)}–${decimal(shown.active_days.high ?? 0, 2)} of ${shown.days}`}
                />
              </dd>
            </div>
            <div>
              <dt>Active on a usual day</dt>
              <dd>
                <Num size="large" value={share(shown.stickiness.ratio)} detail={interval(shown.stickiness.low, shown.stickiness.high)} />
              </dd>
            </div>
          </dl>
          <DaysHistogram period={shown} />
          {shown.incomplete && <div className={classes.legend}>This {unit} is not whole in the data: more days may follow.</div>}
        </Card>
      )}
      <Card
        flush
        title={
          <>
            Active on a day, in 7 and in 30 days <CountedKind kind="stickiness" what="Active on a day" />
          </>
        }
      >
        <LineChart
          label="Distinct people a day, in seven and in thirty days"
          buckets={days.map((each) => ({ from: each.day, incomplete: each.incomplete }))}
          series={[
            { key: 'mau', name: 'in 30 days', colour: 'var(--c3)', points: days.map((each) => ({ value: each.mau, open: each.mau_incomplete })) },
            { key: 'wau', name: 'in 7 days', colour: 'var(--c2)', points: days.map((each) => ({ value: each.wau, open: each.wau_incomplete })) },
            { key: 'dau', name: 'on the day', colour: 'var(--c1)', points: days.map((each) => ({ value: each.dau })) },
          ]}
        />
        <div className={classes.legend}>
          <span>
            <Mark colour="var(--c1)" /> on the day
          </span>
          <span>
            <Mark colour="var(--c2)" /> in the 7 days up to it
          </span>
          <span>
            <Mark colour="var(--c3)" /> in the 30 days up to it
          </span>
          <span>Dashed: what was before is not known in full</span>
        </div>
      </Card>
      <Card flush title={`Every ${unit}`} aside="95 % intervals">
        <DataTable label={`Every ${unit}`} columns={columns(document, unit)} rows={[...periods].reverse()} rowKey={(row) => row.from} />
      </Card>
    </>
  );
}

function columns(document: StickinessDocument, unit: 'week' | 'month'): Column<StickinessPeriod>[] {
  return [
    { key: 'from', header: unit === 'week' ? 'Week' : 'Month', render: (row) => `${cohortName(row.from, unit)}${row.incomplete ? ' (part)' : ''}` },
    {
      key: 'active',
      header: 'Active',
      align: 'right',
      render: (row) => <Num value={count(row.active)} people={{ document, ref: row.active_ref, title: 'active' }} />,
    },
    {
      key: 'days',
      header: 'Active days each',
      align: 'right',
      render: (row) => (
        <Num
          value={row.active_days.mean === null ? '–' : decimal(row.active_days.mean, 2)}
          detail={row.active_days.low === null ? undefined : `${decimal(row.active_days.low, 2)}–${decimal(row.active_days.high ?? 0, 2)}`}
        />
      ),
    },
    {
      key: 'ratio',
      header: 'Active on a usual day',
      align: 'right',
      render: (row) => <Num value={share(row.stickiness.ratio)} detail={interval(row.stickiness.low, row.stickiness.high)} />,
    },
  ];
}

/** People by the number of days of the period on which they were active. */
export function DaysHistogram({ period }: { period: StickinessPeriod }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const height = useHeight(240, margin.top + margin.bottom);
  const most = Math.max(1, ...period.histogram.map((each) => each.people));
  const axis = ticks(most);
  const top = axis.at(-1) ?? 1;
  const y = (value: number) => height * (1 - value / top);
  const step = Math.max(9, (width - margin.left - margin.right) / Math.max(1, period.histogram.length));
  const every = labelEvery(period.histogram.length, step, 20);
  const whole = step * period.histogram.length;
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={whole + margin.left + margin.right}
        height={height + margin.top + margin.bottom}
        role="group"
        aria-label="People by the number of days on which they were active"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <BarsAxis ticks={axis} y={y} width={whole} />
          {period.histogram.map((bin, at) => (
            <g key={bin.ref} className={classes.mark} {...mark(bin.ref, `${plural(bin.days, 'day')}: ${plural(bin.people, 'person', 'people')}, ${share(bin.share.share)}`)}>
              <title>{`${plural(bin.days, 'day')}: ${count(bin.people)}, ${share(bin.share.share)} (${interval(bin.share.low, bin.share.high)})`}</title>
              <rect x={at * step} y={0} width={step} height={height} fill="transparent" />
              <rect x={at * step + 1} y={y(bin.people)} width={step - 2} height={height - y(bin.people)} rx={Math.min(2, bin.people)} fill="var(--c1)" />
              {at % every === 0 && (
                <text className={`${classes.quiet} ${classes.small}`} textAnchor="middle" x={(at + 0.5) * step} y={height + 17}>
                  {bin.days}
                </text>
              )}
            </g>
          ))}
          <text className={`${classes.quiet} ${classes.small}`} x={0} y={height + 34}>
            days on which they were active
          </text>
        </g>
      </svg>
    </div>
  );
}
