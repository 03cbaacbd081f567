import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCustomers, type Customer, type CustomerSort } from '../../api';
import {
  Card,
  count,
  DataTable,
  day,
  EmptyState,
  ErrorState,
  Mark,
  More,
  PageBar,
  PageBody,
  plural,
  relative,
  SearchIcon,
  useChannelColour,
  type Column,
} from '../../design';
import { customersRoute } from './route';
import classes from './customers.module.css';

const typingPauseMs = 250;

const sorts: { value: CustomerSort; label: string }[] = [
  { value: 'last_seen', label: 'Last seen first' },
  { value: 'first_seen', label: 'Newest first' },
  { value: 'events', label: 'Most events first' },
  { value: 'name', label: 'By name' },
];

export function CustomersPage() {
  const search = customersRoute.useSearch();
  const navigate = useNavigate({ from: '/customers' });
  const [text, setText] = useState(search.q ?? '');
  const ask = useDebouncedCallback(
    (q: string) =>
      void navigate({ search: (before) => ({ ...before, q: q || undefined }), replace: true }),
    typingPauseMs,
  );
  const sort = search.sort ?? 'last_seen';
  const list = useCustomers(search.q ?? '', sort);
  const colour = useChannelColour();
  const total = list.data?.pages[0]?.total;
  return (
    <>
      <PageBar title="Customers" />
      <PageBody>
        <div className={classes.tools}>
          <TextInput
            className={classes.search}
            aria-label="Search customers"
            placeholder="Name, e-mail, id or trait"
            leftSection={<SearchIcon size={14} />}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              ask(event.currentTarget.value);
            }}
          />
          <Select
            aria-label="Order"
            data={sorts}
            value={sort}
            allowDeselect={false}
            onChange={(value) =>
              void navigate({
                search: (before) => ({ ...before, sort: value as CustomerSort }),
                replace: true,
              })
            }
          />
          {total !== undefined && <span className={classes.total}>{plural(total, 'customer')}</span>}
        </div>
        <Card flush>
          {list.isError ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <DataTable
              label="Customers"
              columns={columns(colour)}
              rows={list.data?.pages.flatMap((page) => page.items) ?? []}
              rowKey={(row) => row.id}
              loading={list.isPending}
              onOpen={(row) => void navigate({ to: '/customers/$id', params: { id: row.id } })}
              empty={<EmptyState title="Nobody found" />}
              foot={
                <More
                  hasMore={list.hasNextPage}
                  loading={list.isFetchingNextPage}
                  onMore={() => void list.fetchNextPage()}
                />
              }
            />
          )}
        </Card>
      </PageBody>
    </>
  );
}

function columns(colour: (channel: string | null) => string): Column<Customer>[] {
  return [
    {
      key: 'name',
      header: 'Customer',
      render: (row) => (
        <>
          <b className={classes.name}>{row.name ?? row.label}</b>{' '}
          {row.name !== null && <span className={classes.quiet}>{row.label}</span>}
        </>
      ),
    },
    {
      key: 'channels',
      header: 'Channels',
      wideOnly: true,
      render: (row) => (
        <span className={classes.channels}>
          {row.channels.map((channel) => (
            <span key={channel} className={classes.channel}>
              <Mark colour={colour(channel)} /> {channel}
            </span>
          ))}
        </span>
      ),
    },
    { key: 'events', header: 'Events', align: 'right', render: (row) => count(row.events) },
    { key: 'first_seen', header: 'Since', align: 'right', wideOnly: true, render: (row) => day(row.first_seen) },
    { key: 'last_seen', header: 'Last seen', align: 'right', render: (row) => relative(row.last_seen) },
  ];
}
