import { Link } from '@tanstack/react-router';
import { useCustomer, useCustomerEvents, type CustomerEvent } from '../../api';
import {
  Card,
  count,
  DataTable,
  day,
  dayAndClock,
  ErrorState,
  Mark,
  More,
  PageBar,
  PageBody,
  plural,
  RowsSkeleton,
  useChannelColour,
  type Column,
} from '../../design';
import { customerRoute } from './route';
import classes from './customers.module.css';

export function CustomerPage() {
  const { id } = customerRoute.useParams();
  const customer = useCustomer(id);
  const events = useCustomerEvents(id);
  const colour = useChannelColour();
  const data = customer.data;
  return (
    <>
      <PageBar
        crumbs={<Link to="/customers">Customers</Link>}
        title={data ? (data.name ?? data.label) : 'Customer'}
      />
      <PageBody>
        {customer.isError ? (
          <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />
        ) : (
          <div className={classes.columns}>
            <Card title="Profile" aside={data && `since ${day(data.first_seen)}`} flush={!data}>
              {data ? (
                <dl className={classes.facts}>
                  {data.identities.map(({ namespace, value }) => (
                    <Fact key={namespace + value} name={namespace} value={value} />
                  ))}
                  {Object.entries(data.traits).map(([name, value]) => (
                    <Fact key={name} name={name} value={String(value)} />
                  ))}
                </dl>
              ) : (
                <RowsSkeleton rows={5} />
              )}
            </Card>
            <Card
              title="Timeline"
              aside={data && `${plural(data.events, 'event')}, ${count(data.sessions)} sessions`}
              flush
            >
              {events.isError ? (
                <ErrorState error={events.error} onRetry={() => void events.refetch()} />
              ) : (
                <DataTable
                  label="Events"
                  columns={columns(colour)}
                  rows={events.data?.pages.flatMap((page) => page.items) ?? []}
                  rowKey={(row) => `${row.time} ${row.event} ${row.session}`}
                  loading={events.isPending}
                  foot={
                    <More
                      hasMore={events.hasNextPage}
                      loading={events.isFetchingNextPage}
                      onMore={() => void events.fetchNextPage()}
                    />
                  }
                />
              )}
            </Card>
          </div>
        )}
      </PageBody>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function columns(colour: (channel: string | null) => string): Column<CustomerEvent>[] {
  return [
    { key: 'time', header: 'Time', width: 130, render: (row) => dayAndClock(row.time) },
    { key: 'event', header: 'Event', render: (row) => <b className={classes.name}>{row.event}</b> },
    {
      key: 'channel',
      header: 'Channel',
      render: (row) => (
        <span className={classes.channel}>
          <Mark colour={colour(row.channel)} /> {row.channel ?? '–'}
        </span>
      ),
    },
  ];
}
