import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryDoc, type OverviewDocument } from '../../api';
import {
  Card,
  count,
  DataIcon,
  EmptyState,
  ErrorState,
  Num,
  PageBar,
  PageBody,
  period,
  PictureSkeleton,
  Sparkline,
  StatStrip,
} from '../../design';
import { ActivityChart } from './activity_chart';
import { ChannelRows } from './channel_rows';
import classes from './home.module.css';

const overview: OverviewDocument = { kind: 'overview' };

export function HomePage() {
  return (
    <>
      <PageBar title="Home" />
      <PageBody>
        <Overview />
      </PageBody>
    </>
  );
}

function Overview() {
  const answer = useQueryDoc(overview);
  if (answer.isPending) return <PictureSkeleton height={420} />;
  if (answer.isError) {
    return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  const { result, range } = answer.data;
  if (result.events === 0) return <NoData />;
  const whole = result.per_day.filter((bucket) => !bucket.partial);
  return (
    <div className={classes.stack}>
      <StatStrip
        stats={[
          {
            label: 'Customers',
            value: (
              <Num
                size="large"
                value={count(result.customers)}
                people={{ document: overview, ref: result.customers_ref, title: 'everyone' }}
              />
            ),
            note: period(range),
            picture: (
              <Sparkline label={`Customers per ${result.bucket}`} values={whole.map((b) => b.customers)} />
            ),
          },
          {
            label: 'Events',
            value: <Num size="large" value={count(result.events)} />,
            note: `${count(result.events / Math.max(1, result.customers))} per customer`,
            picture: (
              <Sparkline label={`Events per ${result.bucket}`} values={whole.map((b) => b.events)} />
            ),
          },
          {
            label: 'Kinds of event',
            value: <Num size="large" value={count(result.event_names)} />,
            note: <Link to="/explore">Explore them</Link>,
          },
          {
            label: 'Sources',
            value: <Num size="large" value={count(result.sources)} />,
            note: <Link to="/data">Add data</Link>,
          },
        ]}
      />
      <div className={classes.columns}>
        <Card title="Activity" aside={`per ${result.bucket}, ${period(range)}`}>
          <ActivityChart document={overview} result={result} />
        </Card>
        <Card title="Channels" aside={`n ${count(result.events)} events`} flush>
          <ChannelRows document={overview} result={result} />
        </Card>
      </div>
    </div>
  );
}

function NoData() {
  return (
    <Card>
      <EmptyState
        icon={<DataIcon />}
        title="There are no events yet"
        action={
          <Button component={Link} to="/data" variant="filled">
            Add data
          </Button>
        }
      >
        Import a file of what your customers did, and this page shows their journey.
      </EmptyState>
    </Card>
  );
}
