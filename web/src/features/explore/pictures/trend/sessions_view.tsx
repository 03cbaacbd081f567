import type { Answer, SessionEnd, SessionsDocument, SessionsResult } from '../../../../api';
import { Card, count, DataTable, decimal, duration, interval, IntervalBar, Num, share, type Column } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import classes from '../pictures.module.css';
import { LineChart } from './line_chart';

interface SessionsViewProps {
  document: SessionsDocument;
  answer: Answer<SessionsDocument>;
}

/** How visits go: how many, how long, where they begin and end. */
export function SessionsView({ document, answer }: SessionsViewProps) {
  const { result } = answer;
  const { per_customer: each, events_per_session: events, duration: lasts } = result;
  return (
    <>
      <Card
        flush
        title={
          <>
            Sessions <CountedKind kind="sessions" />
          </>
        }
      >
        <dl className={classes.figures}>
          <Figure name="Sessions">
            <Num size="large" value={count(result.sessions)} detail={`of ${count(result.people)} people`} people={{ document, ref: result.ref, title: 'with a session' }} />
          </Figure>
          <Figure name="Each person">
            <Num size="large" value={each.mean === null ? '–' : decimal(each.mean, 1)} detail={each.low === null ? undefined : `${decimal(each.low, 2)}–${decimal(each.high ?? 0, 2)}`} />
          </Figure>
          <Figure name="Events in one">
            <Num size="large" value={events.median === null ? '–' : decimal(events.median, 1)} detail={events.q1 === null ? undefined : `middle half ${decimal(events.q1)}–${decimal(events.q3 ?? 0)}`} />
          </Figure>
          <Figure name="Half last no longer than">
            <Num size="large" value={duration(lasts.median_s)} detail={`${duration(lasts.q1_s)} – ${duration(lasts.q3_s)}`} />
          </Figure>
          <Figure name="One event only">
            <Num
              size="large"
              tone="pain"
              value={share(result.bounced.share)}
              detail={interval(result.bounced.low, result.bounced.high)}
              people={{ document, ref: result.bounced_ref, title: 'one event only' }}
            />
          </Figure>
        </dl>
        <SessionsPicture result={result} />
      </Card>
      <div className={classes.halves}>
        <Ends document={document} title="They begin with" rows={result.entries} />
        <Ends document={document} title="They end with" rows={result.exits} />
      </div>
      <Card flush title="By channel" aside="of the first event; 95 % intervals">
        <DataTable
          label="By channel"
          rows={result.channels}
          rowKey={(row) => row.ref}
          columns={[
            { key: 'channel', header: 'Channel', render: (row) => row.channel },
            { key: 'share', header: 'Of the sessions', align: 'right', render: (row) => <Num value={share(row.share.share)} detail={interval(row.share.low, row.share.high)} /> },
            { key: 'people', header: 'People', align: 'right', render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: row.channel }} /> },
            { key: 'bounced', header: 'One event only', align: 'right', wideOnly: true, render: (row) => <Num value={share(row.bounced.share)} detail={interval(row.bounced.low, row.bounced.high)} /> },
            { key: 'lasts', header: 'Half last', align: 'right', wideOnly: true, render: (row) => duration(row.duration.median_s) },
          ]}
        />
      </Card>
    </>
  );
}

/** How many sessions began in each bucket. */
export function SessionsPicture({ result }: { result: SessionsResult }) {
  return (
    <LineChart
      main
      label={`Sessions by ${result.bucket}`}
      buckets={result.trend}
      series={[{ key: 'n', name: 'Sessions', colour: 'var(--c1)', points: result.trend.map((one) => ({ value: one.sessions, ref: one.ref, people: one.people })) }]}
    />
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Ends({ document, title, rows }: { document: SessionsDocument; title: string; rows: SessionEnd[] }) {
  const most = Math.max(0.0001, ...rows.map((row) => row.share.high ?? 0));
  const columns: Column<SessionEnd>[] = [
    { key: 'label', header: 'Event', render: (row) => row.label },
    {
      key: 'bar',
      header: 'Of the sessions',
      width: '34%',
      wideOnly: true,
      render: (row) => <IntervalBar label={`${row.label}: ${share(row.share.share)}`} value={row.share.share ?? 0} low={row.share.low} high={row.share.high} max={most} colour="var(--c1)" />,
    },
    { key: 'share', header: 'Share', align: 'right', render: (row) => share(row.share.share) },
    { key: 'people', header: 'People', align: 'right', render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: `${title.toLowerCase()} ${row.label}` }} /> },
  ];
  return (
    <Card flush title={title}>
      <DataTable label={title} columns={columns} rows={rows} rowKey={(row) => row.ref} />
    </Card>
  );
}
