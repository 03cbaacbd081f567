import type { Answer, TimeBetweenDocument, TimeBetweenResult } from '../../../api';
import { Card, count, DataTable, duration, interval, IntervalBar, Num, share, type Column } from '../../../design';
import { overlap } from '../ask/breakdown_pick';
import { CountedKind } from '../counted_kind';
import classes from './pictures.module.css';
import { TimeHistogram } from './time_histogram';

interface TimeViewProps {
  document: TimeBetweenDocument;
  answer: Answer<TimeBetweenDocument>;
}

type Group = NonNullable<TimeBetweenResult['breakdown']>[number];

export function TimeView({ document, answer }: TimeViewProps) {
  const { result } = answer;
  const { times, arrived } = result;
  const unit = document.pick === 'each' ? 'starts' : 'people';
  return (
    <>
      <Card
        flush
        title={
          <>
            How long it takes <CountedKind kind="time-between" />
          </>
        }
      >
        <dl className={classes.figures}>
          <div>
            <dt>Half arrive within</dt>
            <dd>
              <Num
                size="large"
                value={duration(times.median_s)}
                detail={
                  times.low_s === null ? undefined : `${duration(times.low_s)} – ${duration(times.high_s)}, n ${count(times.n)}`
                }
              />
            </dd>
          </div>
          <div>
            <dt>Middle half</dt>
            <dd>
              <Num size="large" value={`${duration(times.q1_s)} – ${duration(times.q3_s)}`} />
            </dd>
          </div>
          <div>
            <dt>Arrived</dt>
            <dd>
              <Num
                size="large"
                value={share(arrived.share)}
                detail={`${interval(arrived.low, arrived.high)}, ${count(arrived.count)} of ${count(arrived.of)} ${unit}`}
                people={{ document, ref: result.arrived_ref, title: 'arrived' }}
              />
            </dd>
          </div>
          <div>
            <dt>Did not arrive</dt>
            <dd>
              <Num
                size="large"
                tone="pain"
                value={count(arrived.of - arrived.count)}
                people={{ document, ref: result.not_arrived_ref, title: 'did not arrive' }}
              />
            </dd>
          </div>
        </dl>
        <TimeHistogram result={result} />
      </Card>
      {result.breakdown && result.breakdown.length > 0 && (
        <Card
          flush
          title="By group"
          aside={
            document.breakdown !== undefined && 'segments' in document.breakdown && overlap(result.breakdown.map((group) => group.people ?? 0), result.from_people ?? 0)
              ? 'segments overlap, so groups add up to more than the whole · median with 95 % interval'
              : 'median with 95 % interval'
          }
        >
          <DataTable
            label="By group"
            columns={groupColumns(document, result.breakdown)}
            rows={result.breakdown}
            rowKey={(row) => row.ref}
          />
        </Card>
      )}
      <Card flush title="Every span of time">
        <DataTable
          label="Every span of time"
          columns={binColumns(document, times.n)}
          rows={result.histogram}
          rowKey={(row) => row.ref}
        />
      </Card>
    </>
  );
}

type Bin = TimeBetweenResult['histogram'][number];
const binTitle = (bin: Bin) => `${duration(bin.from_s)} – ${duration(bin.to_s)}`;

function binColumns(document: TimeBetweenDocument, n: number): Column<Bin>[] {
  return [
    { key: 'time', header: 'Time', render: binTitle },
    {
      key: 'count',
      header: document.pick === 'each' ? 'Times' : 'People',
      align: 'right',
      render: (row) => <Num value={count(row.count)} people={{ document, ref: row.ref, title: binTitle(row) }} />,
    },
    { key: 'share', header: 'Share', align: 'right', render: (row) => share(row.count / Math.max(1, n)) },
  ];
}

function groupColumns(document: TimeBetweenDocument, groups: Group[]): Column<Group>[] {
  const longest = Math.max(...groups.map((group) => group.times.high_s ?? group.times.median_s ?? 0), 1);
  return [
    { key: 'value', header: 'Group', render: (row) => row.value },
    {
      key: 'bar',
      header: 'Median',
      width: '36%',
      wideOnly: true,
      render: (row) => (
        <IntervalBar
          label={`${row.value}: median ${duration(row.times.median_s)}`}
          value={row.times.median_s ?? 0}
          low={row.times.low_s}
          high={row.times.high_s}
          max={longest}
        />
      ),
    },
    {
      key: 'median',
      header: 'Median',
      align: 'right',
      render: (row) => (
        <Num
          value={duration(row.times.median_s)}
          detail={row.times.low_s === null ? undefined : `${duration(row.times.low_s)} – ${duration(row.times.high_s)}`}
          people={{ document, ref: row.ref, title: row.value }}
        />
      ),
    },
    {
      key: 'arrived',
      header: 'Arrived',
      align: 'right',
      render: (row) => (
        <Num value={share(row.arrived.share)} detail={`${interval(row.arrived.low, row.arrived.high)}, n ${count(row.arrived.of)}`} />
      ),
    },
  ];
}
