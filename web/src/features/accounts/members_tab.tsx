import { Button, Menu } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  useAccountDecisions,
  useAccountMembers,
  useCustomers,
  useDecideMember,
  type AccountMember,
  type AccountProfile,
  type MemberDecision,
} from '../../api';
import { Card, count, DataTable, dayAndClock, EmptyState, ErrorState, More, PickList, plural, relative, type Column } from '../../design';
import { failed } from '../../shell/toast';
import { sourcesInWords } from './account_words';
import classes from './accounts.module.css';

/** Who belongs to the account and why; a person may put somebody in or take somebody out. */
export function MembersTab({ id, account }: { id: string; account: AccountProfile | undefined }) {
  const navigate = useNavigate();
  const list = useAccountMembers(id);
  const decide = useDecideMember();
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = list.data?.pages[0]?.total;
  const say = (customer: string, decision: MemberDecision) =>
    decide.mutate({ account: id, customer, decision }, { onError: (error) => failed('The account was not changed', error) });
  const columns: Column<AccountMember>[] = [
    {
      key: 'customer',
      header: 'Customer',
      render: (row) => (
        <span className={classes.who}>
          <Link to="/customers/$id" params={{ id: row.id }} tabIndex={-1}>
            {row.name ?? row.label}
          </Link>
          {row.name !== null && <span className={classes.quiet}>{row.label}</span>}
        </span>
      ),
    },
    {
      key: 'sources',
      header: 'Member by',
      wideOnly: true,
      render: (row) => (
        <span
          className={classes.quiet}
          title={row.named_first === null ? undefined : `Named first ${dayAndClock(row.named_first)}, last ${dayAndClock(row.named_last)}`}
        >
          {sourcesInWords(row.sources)}
        </span>
      ),
    },
    { key: 'events', header: 'Events', align: 'right', wideOnly: true, render: (row) => count(row.events) },
    {
      key: 'last_seen',
      header: 'Last seen',
      align: 'right',
      render: (row) => (
        <time dateTime={row.last_seen} title={dayAndClock(row.last_seen)}>
          {relative(row.last_seen)}
        </time>
      ),
    },
    {
      key: 'out',
      header: 'By hand',
      align: 'right',
      width: 90,
      render: (row) => (
        <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()} role="presentation">
          <Button
            variant="subtle"
            aria-label={`Take out ${row.name ?? row.label}`}
            disabled={decide.isPending}
            onClick={() => say(row.id, row.sources.length === 1 && row.sources[0] === 'hand' ? 'none' : 'out')}
          >
            Take out
          </Button>
        </span>
      ),
    },
  ];
  return (
    <div className={classes.column}>
      <Card
        title="Members"
        aside={
          <>
            {total !== undefined && <span>{plural(total, 'customer')}</span>}
            <PutIn onPick={(customer) => say(customer, 'in')} disabled={!account} />
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
            rowKey={(row) => row.id}
            loading={list.isPending}
            onOpen={(row) => void navigate({ to: '/customers/$id', params: { id: row.id } })}
            empty={<EmptyState title="No members">Put a customer in, or wait for an event that names this account.</EmptyState>}
            foot={<More hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
          />
        )}
      </Card>
      <Decisions id={id} onTakeBack={(customer) => say(customer, 'none')} />
    </div>
  );
}

const pauseMs = 150;

function PutIn({ onPick, disabled }: { onPick: (customer: string) => void; disabled: boolean }) {
  const [opened, setOpened] = useState(false);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus>
      <Menu.Target>
        <Button disabled={disabled}>Put in</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {opened && (
          <CustomerPicks
            onPick={(customer) => {
              setOpened(false);
              onPick(customer);
            }}
          />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function CustomerPicks({ onPick }: { onPick: (customer: string) => void }) {
  const [text, setText] = useState('');
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>();
  const list = useCustomers(text, 'last_seen');
  const options = (list.data?.pages[0]?.items ?? []).map(({ id, name, label }) => ({
    value: id,
    label: name ?? label,
    detail: name === null ? undefined : label,
  }));
  return (
    <PickList
      options={options}
      placeholder="Find a customer"
      loading={list.isPending}
      onSearch={(next) => {
        clearTimeout(timer);
        setTimer(setTimeout(() => setText(next.trim()), pauseMs));
      }}
      onPick={onPick}
    />
  );
}

const words: Record<MemberDecision, string> = { in: 'put in', out: 'taken out', none: 'left to the data again' };

/** What people said of members, which stands above what events and addresses say. */
function Decisions({ id, onTakeBack }: { id: string; onTakeBack: (customer: string) => void }) {
  const list = useAccountDecisions(id);
  if (list.isError) {
    return (
      <Card title="By hand">
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      </Card>
    );
  }
  if (!list.data || list.data.length === 0) return null;
  const seen = new Set<string>();
  return (
    <Card title="By hand" aside="what people said, the latest first" flush>
      <ul className={classes.list}>
        {list.data.map((one, place) => {
          const latest = one.customer !== null && !seen.has(one.customer.id);
          if (one.customer !== null) seen.add(one.customer.id);
          return (
            <li key={place}>
              {one.customer === null ? (
                <span>Somebody who is gone</span>
              ) : (
                <Link to="/customers/$id" params={{ id: one.customer.id }}>
                  {one.customer.name ?? one.customer.label}
                </Link>
              )}
              <span className={classes.quiet}>{words[one.decision]}</span>
              <span className={classes.end} title={dayAndClock(one.at)}>
                {relative(one.at)} · {one.actor}
              </span>
              {latest && one.decision !== 'none' && one.customer !== null && (
                <Button variant="subtle" onClick={() => onTakeBack(one.customer?.id ?? '')}>
                  Take back
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
