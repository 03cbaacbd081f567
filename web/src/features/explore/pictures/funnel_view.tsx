import type { Answer, FunnelDocument, FunnelStep } from '../../../api';
import { Card, count, DataTable, duration, interval, Num, plural, share, type Column } from '../../../design';
import { CountedKind } from '../counted_kind';
import { FunnelGroups } from './funnel_groups';
import { FunnelPicture } from './funnel_picture';
import { FunnelTrend } from './funnel_trend';
import classes from './pictures.module.css';

interface FunnelViewProps {
  document: FunnelDocument;
  answer: Answer<FunnelDocument>;
}

type Row = FunnelStep & { at: number };

export function FunnelView({ document, answer }: FunnelViewProps) {
  const { result } = answer;
  const rows = result.steps.map((step, at) => ({ ...step, at }));
  return (
    <>
      <Card
        flush
        title={
          <>
            Funnel <CountedKind kind="funnel" />
          </>
        }
        aside={
          <Num
            value={share(result.converted.share)}
            detail={`reach the end, ${interval(result.converted.low, result.converted.high)}, n ${count(result.converted.of)}`}
            people={{ document, ref: result.steps.at(-1)?.ref ?? '', title: 'reached the end' }}
          />
        }
      >
        <FunnelPicture result={result} />
        {result.without_account !== undefined && result.without_account.people > 0 && (
          <div className={classes.legend}>
            <Num
              value={count(result.without_account.people)}
              detail={`${result.without_account.people === 1 ? 'person belongs' : 'people belong'} to no account and are not counted`}
              people={{ document, ref: result.without_account.ref, title: 'in no account' }}
            />
          </div>
        )}
      </Card>
      {result.breakdown && result.breakdown.length > 0 && (
        <FunnelGroups document={document} result={result} groups={result.breakdown} />
      )}
      {result.trend && result.trend.length > 0 && <FunnelTrend document={document} trend={result.trend} />}
      <Card flush title="Every step" aside="95 % intervals">
        <DataTable label="Every step" columns={columns(document, result.accounts !== undefined)} rows={rows} rowKey={(row) => row.ref} />
      </Card>
    </>
  );
}

function columns(document: FunnelDocument, accounts: boolean): Column<Row>[] {
  return [
    { key: 'name', header: 'Step', render: (row) => <b>{`${row.at + 1}  ${row.name}`}</b> },
    {
      key: 'count',
      header: accounts ? 'Accounts' : 'People',
      align: 'right',
      render: (row) => (
        <Num
          value={count(row.count)}
          detail={row.people === undefined ? undefined : plural(row.people, 'person', 'people')}
          people={{ document, ref: row.ref, title: row.name }}
        />
      ),
    },
    {
      key: 'previous',
      header: 'Of previous',
      align: 'right',
      render: (row) =>
        row.at === 0 ? '–' : (
          <Num value={share(row.from_previous.share)} detail={interval(row.from_previous.low, row.from_previous.high)} />
        ),
    },
    {
      key: 'first',
      header: 'Of all',
      align: 'right',
      wideOnly: true,
      render: (row) => <Num value={share(row.from_first.share)} detail={interval(row.from_first.low, row.from_first.high)} />,
    },
    {
      key: 'lost',
      header: 'Lost after',
      align: 'right',
      render: (row) =>
        row.lost === undefined || row.lost_ref === undefined ? '–' : (
          <Num
            tone="pain"
            value={count(row.lost)}
            people={{ document, ref: row.lost_ref, title: `lost after ${row.name}` }}
          />
        ),
    },
    {
      key: 'time',
      header: 'Time from previous',
      align: 'right',
      wideOnly: true,
      render: (row) =>
        row.at === 0 ? '–' : (
          <Num
            value={duration(row.times_from_previous.median_s)}
            detail={`${duration(row.times_from_previous.q1_s)} – ${duration(row.times_from_previous.q3_s)}`}
          />
        ),
    },
    {
      key: 'total',
      header: 'From the first',
      align: 'right',
      wideOnly: true,
      render: (row) => (row.at === 0 ? '–' : duration(row.times_from_first.median_s)),
    },
  ];
}
