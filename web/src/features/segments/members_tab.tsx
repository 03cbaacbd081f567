import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useSegmentMembers, type Segment, type SegmentMember } from '../../api';
import { apiPath } from '../../api/client';
import { Card, count, DataTable, dayAndClock, DownloadIcon, EmptyState, ErrorState, More, plural, relative, type Column } from '../../design';
import { causeOf } from './segment_words';
import classes from './segments.module.css';

const columns: Column<SegmentMember>[] = [
  {
    key: 'customer',
    header: 'Customer',
    render: (row) => (
      <span className={classes.who}>
        <Link to="/customers/$id" params={{ id: row.id }} tabIndex={-1}>
          {row.name ?? row.label}
        </Link>
        {row.name !== null && <span className={classes.rule}>{row.label}</span>}
      </span>
    ),
  },
  {
    key: 'since',
    header: 'Since',
    render: (row) => (
      <time dateTime={row.since} title={dayAndClock(row.since)}>
        {relative(row.since)}
      </time>
    ),
  },
  { key: 'cause', header: 'Came in by', wideOnly: true, render: (row) => <span className={classes.quiet}>{causeOf(row)}</span> },
];

/** Who is in the segment, since when and why. */
export function MembersTab({ segment }: { segment: Segment }) {
  const navigate = useNavigate();
  const list = useSegmentMembers(segment.id);
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card
      title="Members"
      aside={
        <>
          {segment.size !== null && <span>{plural(segment.size, 'customer')}</span>}
          <Button
            component="a"
            href={apiPath(`segments/${encodeURIComponent(segment.id)}/export`)}
            download={`${segment.name}.csv`}
            leftSection={<DownloadIcon size={14} />}
            data-disabled={segment.size === 0 || undefined}
          >
            Export CSV
          </Button>
        </>
      }
      flush
    >
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <DataTable
          label="Members"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          loading={list.isPending}
          onOpen={({ id }) => void navigate({ to: '/customers/$id', params: { id } })}
          empty={
            segment.state === 'building' ? (
              <EmptyState title="The members are being counted">They show here as soon as that is done.</EmptyState>
            ) : (
              <EmptyState title="Nobody is in it now">
                {segment.kind === 'list' ? 'Put identities of a CSV file in it.' : 'Whoever matches later enters by themselves.'}
              </EmptyState>
            )
          }
          foot={<More hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
        />
      )}
      {rows.length > 0 && segment.size !== null && rows.length < segment.size && (
        <p className={classes.foot}>
          <span className={classes.quiet}>
            {count(rows.length)} of {count(segment.size)} shown
          </span>
        </p>
      )}
    </Card>
  );
}
