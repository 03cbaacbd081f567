import { SegmentedControl } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useSegmentPassages, type PassageKind, type Segment, type SegmentPassage } from '../../api';
import { Card, dayAndClock, DataTable, EmptyState, ErrorState, More, relative, Tag, type Column } from '../../design';
import { segmentRoute } from './route';
import { causeOf } from './segment_words';
import classes from './segments.module.css';

const columns: Column<SegmentPassage>[] = [
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
    key: 'what',
    header: 'What',
    render: (row) => <Tag tone={row.entered ? 'good' : 'neutral'}>{row.entered ? 'entered' : 'left'}</Tag>,
  },
  {
    key: 'when',
    header: 'When',
    render: (row) => (
      <time dateTime={row.at} title={dayAndClock(row.at)}>
        {relative(row.at)}
      </time>
    ),
  },
  { key: 'cause', header: 'Because of', wideOnly: true, render: (row) => <span className={classes.quiet}>{causeOf(row)}</span> },
];

const kinds = [
  { value: 'both', label: 'Both' },
  { value: 'entered', label: 'Entered' },
  { value: 'left', label: 'Left' },
];

/** Everybody who entered and left, as far back as it is known. */
export function PassagesTab({ segment }: { segment: Segment }) {
  const navigate = useNavigate();
  const change = segmentRoute.useNavigate();
  const kind = segmentRoute.useSearch({ select: (search) => search.moves });
  const list = useSegmentPassages(segment.id, kind);
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card
      title="Entered and left"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Which of them"
          data={kinds}
          value={kind ?? 'both'}
          onChange={(value) =>
            void change({
              search: (before) => ({ ...before, moves: value === 'both' ? undefined : (value as PassageKind) }),
              replace: true,
            })
          }
        />
      }
      flush
    >
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <DataTable
          label="Entered and left"
          columns={columns}
          rows={rows}
          rowKey={(row) => `${row.id} ${row.at} ${row.entered}`}
          loading={list.isPending}
          onOpen={({ id }) => void navigate({ to: '/customers/$id', params: { id } })}
          empty={
            <EmptyState title={kind === 'left' ? 'Nobody left yet' : 'Nobody entered yet'}>
              Whoever enters or leaves is kept here with the moment and the reason. Who was in when the segment was made is among its members.
            </EmptyState>
          }
          foot={<More hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
        />
      )}
    </Card>
  );
}
