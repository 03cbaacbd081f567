import { useState } from 'react';
import { useDebouncedCallback } from '@mantine/hooks';
import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useQueryDoc, type CatalogueEvent, type EventsDocument } from '../../api';
import {
  Card,
  count,
  DataTable,
  day,
  EmptyState,
  ErrorState,
  Num,
  PageBar,
  PageBody,
  readSort,
  SearchIcon,
  sortRows,
  sortText,
  Sparkline,
  type Column,
} from '../../design';
import { exploreRoute } from './route';

const typingPauseMs = 250;

export function ExplorePage() {
  const search = exploreRoute.useSearch();
  const navigate = useNavigate({ from: '/explore' });
  const [text, setText] = useState(search.q ?? '');
  const ask = useDebouncedCallback(
    (q: string) =>
      void navigate({ search: (before) => ({ ...before, q: q || undefined }), replace: true }),
    typingPauseMs,
  );
  const document: EventsDocument = { kind: 'events', ...(search.q ? { search: search.q } : {}) };
  const answer = useQueryDoc(document);
  const sort = readSort(search.sort ?? '-count');
  const rows = sortRows(
    answer.data?.result.events ?? [],
    (row) => row[sort.key as 'count' | 'event' | 'people' | 'last_seen'],
    sort.descending,
  );
  return (
    <>
      <PageBar title="Explore" />
      <PageBody>
        <Card
          flush
          title="Events"
          aside={
            <TextInput
              aria-label="Search events"
              placeholder="Search events"
              size="xs"
              leftSection={<SearchIcon size={13} />}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                ask(event.currentTarget.value);
              }}
            />
          }
        >
          {answer.isError ? (
            <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
          ) : (
            <DataTable
              label="Events"
              columns={columns(document)}
              rows={rows}
              rowKey={(row) => row.event}
              loading={answer.isPending}
              sort={sort}
              onSort={(next) =>
                void navigate({
                  search: (before) => ({ ...before, sort: sortText(next) }),
                  replace: true,
                })
              }
              empty={<EmptyState title="No event has such a name" />}
            />
          )}
        </Card>
      </PageBody>
    </>
  );
}

function columns(document: EventsDocument): Column<CatalogueEvent>[] {
  return [
    { key: 'event', header: 'Event', sortable: true, render: (row) => <b>{row.event}</b> },
    {
      key: 'per_day',
      header: 'Over time',
      wideOnly: true,
      render: (row) => <Sparkline label={`${row.event} over time`} values={row.per_day} width={96} />,
    },
    { key: 'count', header: 'Events', align: 'right', sortable: true, render: (row) => count(row.count) },
    {
      key: 'people',
      header: 'People',
      align: 'right',
      sortable: true,
      render: (row) => (
        <Num value={count(row.people)} people={{ document, ref: row.ref, title: row.event }} />
      ),
    },
    {
      key: 'last_seen',
      header: 'Last seen',
      align: 'right',
      sortable: true,
      wideOnly: true,
      render: (row) => day(row.last_seen),
    },
  ];
}
