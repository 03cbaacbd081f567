import { Button, Select } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useAccounts, type Account, type AccountSort } from '../../api';
import { Card, count, DataTable, dayAndClock, decimal, EmptyState, ErrorState, More, PageBar, PageBody, plural, relative, SearchField, Tag, type Column } from '../../design';
import { CustomersTabs } from '../customers/customers_tabs';
import { typeInWords } from './account_words';
import { accountsRoute } from './route';
import classes from './accounts.module.css';

const typingPauseMs = 250;

const sorts: { value: AccountSort; label: string }[] = [
  { value: 'last_seen', label: 'Last active first' },
  { value: 'members', label: 'Most members first' },
  { value: 'events', label: 'Most events first' },
  { value: 'value', label: 'Highest value first' },
  { value: 'name', label: 'By name' },
];

function columnsOf(manyTypes: boolean, valued: boolean): Column<Account>[] {
  return [
    {
      key: 'name',
      header: 'Account',
      sortable: true,
      render: (row) => (
        <span className={classes.name}>
          <Link to="/customers/accounts/$id" params={{ id: row.id }} tabIndex={-1} title={row.name}>
            {row.name}
          </Link>
          {row.name !== row.key && <span className={classes.key}>{row.key}</span>}
          {manyTypes && (
            <span className={classes.typeTag}>
              <Tag>{typeInWords(row.type)}</Tag>
            </span>
          )}
        </span>
      ),
    },
    { key: 'members', header: 'Members', align: 'right', sortable: true, render: (row) => count(row.members) },
    {
      key: 'active',
      header: 'Active in 30 days',
      align: 'right',
      wideOnly: true,
      render: (row) => (
        <span title={`${count(row.active_7_days)} in the last 7 days`}>{count(row.active_30_days)}</span>
      ),
    },
    { key: 'events', header: 'Events', align: 'right', sortable: true, wideOnly: true, render: (row) => count(row.events) },
    ...(valued
      ? [
          {
            key: 'value',
            header: 'Value',
            align: 'right' as const,
            sortable: true,
            wideOnly: true,
            render: (row: Account) => (row.value === null ? '' : decimal(row.value, 2)),
          },
        ]
      : []),
    {
      key: 'last_seen',
      header: 'Last active',
      align: 'right',
      sortable: true,
      render: (row) =>
        row.last_seen === null ? (
          <span className={classes.quiet}>never</span>
        ) : (
          <time dateTime={row.last_seen} title={dayAndClock(row.last_seen)}>
            {relative(row.last_seen)}
          </time>
        ),
    },
  ];
}

export function AccountsPage() {
  const search = accountsRoute.useSearch();
  const navigate = useNavigate({ from: '/customers/accounts' });
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => field.current?.focus()]]);
  const q = search.q ?? '';
  const sort = search.sort ?? 'last_seen';
  const list = useAccounts({ search: q, type: search.type ?? null, sort });
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const types = first?.types ?? [];
  const all = types.reduce((sum, { accounts }) => sum + accounts, 0);
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const none = first !== undefined && all === 0;
  return (
    <>
      <PageBar
        title="Customers"
        tabs={<CustomersTabs tab="/customers/accounts" />}
        actions={
          <Button component={Link} to="/customers/accounts/rules">
            E-mail domains
          </Button>
        }
      />
      <PageBody>
        {!none && (
          <div className={classes.tools}>
            <SearchField
              ref={field}
              className={classes.search}
              label="Search accounts"
              placeholder="Name or key"
              q={q}
              onAsk={(text) => set({ q: text || undefined })}
              pauseMs={typingPauseMs}
            />
            {(types.length > 1 || search.type !== undefined) && (
              <Select
                aria-label="Type"
                className={classes.type}
                placeholder="All types"
                clearable
                data={types.map(({ type, accounts }) => ({ value: type, label: `${typeInWords(type)} (${count(accounts)})` }))}
                value={search.type ?? null}
                onChange={(type) => set({ type: type ?? undefined })}
              />
            )}
            <Select
              className={classes.order}
              aria-label="Order"
              data={sorts}
              value={sort}
              allowDeselect={false}
              onChange={(value) => set({ sort: value === 'last_seen' ? undefined : (value as AccountSort) })}
            />
            <span className={classes.quiet} role="status">
              {first !== undefined && `${plural(first.total, 'account')}${q === '' ? '' : ' found'}`}
            </span>
          </div>
        )}
        <Card flush>
          {list.isError ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <DataTable
              label="Accounts"
              columns={columnsOf(types.length > 1, rows.some(({ value }) => value !== null && value !== 0))}
              rows={rows}
              rowKey={({ id }) => id}
              loading={list.isPending}
              sort={{ key: sort, descending: sort !== 'name' }}
              onSort={({ key }) => set({ sort: key === 'last_seen' ? undefined : (key as AccountSort) })}
              onOpen={({ id }) => void navigate({ to: '/customers/accounts/$id', params: { id } })}
              empty={none ? <NoAccounts /> : <NothingFound q={q} onClear={() => set({ q: undefined, type: undefined })} />}
              foot={<More hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
            />
          )}
        </Card>
      </PageBody>
    </>
  );
}

function NoAccounts() {
  return (
    <EmptyState
      title="No accounts yet"
      action={
        <Button component={Link} to="/customers/accounts/rules" variant="filled">
          Use e-mail domains
        </Button>
      }
    >
      An account is a company or household that customers belong to. It comes with group calls and with events that have a
      group id, or from the domains of e-mail addresses.
    </EmptyState>
  );
}

function NothingFound({ q, onClear }: { q: string; onClear: () => void }) {
  return (
    <EmptyState
      title={q === '' ? 'No account of this type' : `No account found for “${q}”`}
      action={<Button onClick={onClear}>Show all accounts</Button>}
    >
      Search looks at the beginnings of keys and of the words of names.
    </EmptyState>
  );
}
