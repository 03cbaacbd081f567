import { Button, Menu, Select } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useCustomers, type CustomerSort } from '../../api';
import { failed } from '../../shell/toast';
import { Card, count, DownloadIcon, EmptyState, ErrorState, PageBar, PageBody, plural, SearchField } from '../../design';
import { saveText } from '../../people/people_export';
import { exportCustomers } from './customers_export';
import { CustomersTabs } from './customers_tabs';
import { CustomersTable } from './customers_table';
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
  const body = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => field.current?.focus()]]);
  const sort = search.sort ?? 'last_seen';
  const q = search.q ?? '';
  const list = useCustomers(q, sort);
  const total = list.data?.pages[0]?.total;
  const read = list.data?.pages[0]?.read ?? 1;
  const setSort = (next: CustomerSort) =>
    void navigate({
      search: (before) => ({ ...before, sort: next === 'last_seen' ? undefined : next }),
      replace: true,
    });
  const setQ = (text: string) =>
    void navigate({ search: (before) => ({ ...before, q: text || undefined }), replace: true });
  return (
    <>
      <PageBar
        title="Customers"
        tabs={<CustomersTabs tab="/customers" />}
        actions={
          <>
            <Menu position="bottom-end" width={200}>
              <Menu.Target>
                <Button>Identity</Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item component={Link} {...({ to: '/customers/suggestions' } as object)}>Perhaps one person</Menu.Item>
                <Menu.Item component={Link} {...({ to: '/customers/identity' } as object)}>Identity rules</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <ExportButton q={q} sort={sort} total={total ?? 0} />
          </>
        }
      />
      <PageBody ref={body}>
        <div className={classes.tools}>
          <SearchField
            ref={field}
            className={classes.search}
            label="Search customers"
            placeholder="Name, e-mail, id or trait"
            q={q}
            onAsk={setQ}
            pauseMs={typingPauseMs}
          />
          <Select
            className={classes.order}
            aria-label="Order"
            data={sorts}
            value={sort}
            allowDeselect={false}
            onChange={(value) => setSort(value as CustomerSort)}
          />
          <span className={classes.total} role="status">
            {total !== undefined && `${plural(total, 'customer')}${q === '' ? '' : ' found'}`}
            {read < 1 && ` so far: ${Math.floor(read * 100)} % of customers are read`}
          </span>
        </div>
        <Card flush>
          {list.isError ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <CustomersTable
              rows={list.data?.pages.flatMap((page) => page.items) ?? []}
              total={total ?? 0}
              loading={list.isPending}
              dim={list.isPlaceholderData}
              scroller={body}
              sort={sort}
              onSort={setSort}
              hasMore={list.hasNextPage}
              loadingMore={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
              empty={
                read < 1 ? (
                  <StillReading read={read} />
                ) : q === '' ? (
                  <NoCustomers />
                ) : (
                  <NobodyFound q={q} onClear={() => setQ('')} />
                )
              }
            />
          )}
        </Card>
      </PageBody>
    </>
  );
}

function NoCustomers() {
  return (
    <EmptyState
      title="No customers yet"
      action={
        <Button component={Link} to="/data" variant="filled">
          Import a file
        </Button>
      }
    >
      Everybody who appears in imported events stands here, with their whole journey.
    </EmptyState>
  );
}

function StillReading({ read }: { read: number }) {
  return (
    <EmptyState title="Customers are still being read">
      {`${Math.floor(read * 100)} % are in. Nobody is lost: the index of customers is made anew, and this list fills by itself.`}
    </EmptyState>
  );
}

function NobodyFound({ q, onClear }: { q: string; onClear: () => void }) {
  return (
    <EmptyState title={`Nobody found for “${q}”`} action={<Button onClick={onClear}>Show everybody</Button>}>
      Search looks at the beginnings of names, e-mails, phone numbers, ids and other traits, in any order.
    </EmptyState>
  );
}

function ExportButton({ q, sort, total }: { q: string; sort: CustomerSort; total: number }) {
  const [fetched, setFetched] = useState(0);
  const save = useMutation({
    mutationFn: () => exportCustomers(q, sort, setFetched),
    onMutate: () => setFetched(0),
    onSuccess: (text) => saveText('customers.csv', 'text/csv', text),
    onError: (error) => failed('The list was not exported', error),
  });
  return (
    <Button
      leftSection={<DownloadIcon size={14} />}
      disabled={total === 0 || save.isPending}
      onClick={() => save.mutate()}
    >
      {save.isPending ? `${count(fetched)} of ${count(total)}` : 'Export CSV'}
    </Button>
  );
}
