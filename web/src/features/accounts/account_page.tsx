import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { asProblem, useAccount, type AccountProfile } from '../../api';
import { count, decimal, EmptyState, ErrorState, Num, PageBar, PageBody, relative, dayAndClock, StatStrip, Tag, type Stat } from '../../design';
import { AccountFacts } from './account_facts';
import { typeInWords } from './account_words';
import { EventsTab } from './events_tab';
import { MembersTab } from './members_tab';
import { accountRoute, type AccountTab } from './route';
import classes from './accounts.module.css';

const tabs: { value: AccountTab; label: string }[] = [
  { value: 'events', label: 'Timeline' },
  { value: 'members', label: 'Members' },
];

export function AccountPage() {
  const { id } = accountRoute.useParams();
  const { tab = 'events' } = accountRoute.useSearch();
  const navigate = useNavigate({ from: '/customers/accounts/$id' });
  const account = useAccount(id);
  const data = account.data;
  const none = account.isError && asProblem(account.error).status === 404;
  return (
    <>
      <PageBar
        crumbs={<Link to="/customers/accounts">Accounts</Link>}
        title={data?.name ?? (none ? 'No account' : 'Account')}
        tags={data && <Tag>{typeInWords(data.type)}</Tag>}
        tabs={
          !none && (
            <SegmentedControl
              aria-label="Part of the account"
              data={tabs}
              value={tab}
              onChange={(next) => void navigate({ search: next === 'members' ? { tab: 'members' } : {} })}
            />
          )
        }
      />
      <PageBody>
        {none ? (
          <EmptyState
            title="There is no such account"
            action={
              <Button component={Link} to="/customers/accounts">
                Show all accounts
              </Button>
            }
          >
            The link may be old: an account goes when nothing names it any more.
          </EmptyState>
        ) : account.isError ? (
          <ErrorState error={account.error} onRetry={() => void account.refetch()} />
        ) : (
          <div className={classes.column} key={id}>
            {data && <StatStrip stats={statsOf(data)} />}
            <div className={classes.columns}>
              <div className={classes.column}>
                <AccountFacts account={data} />
              </div>
              {tab === 'members' ? <MembersTab id={id} account={data} /> : <EventsTab id={id} />}
            </div>
          </div>
        )}
      </PageBody>
    </>
  );
}

function statsOf(account: AccountProfile): Stat[] {
  return [
    {
      label: 'Members',
      value: <Num size="large" value={count(account.members)} />,
      note: `${count(account.active_7_days)} active in 7 days, ${count(account.active_30_days)} in 30`,
    },
    {
      label: 'Events',
      value: <Num size="large" value={count(account.events)} />,
      note: `in ${count(account.sessions)} sessions`,
    },
    ...(account.value === null
      ? []
      : [{ label: 'Value', value: <Num size="large" value={decimal(account.value, 2)} />, note: 'of all members together' }]),
    {
      label: 'Last active',
      value: <Num size="large" value={account.last_seen === null ? 'never' : relative(account.last_seen)} />,
      note: account.first_seen === null ? 'nobody has an event' : `since ${dayAndClock(account.first_seen)}`,
    },
  ];
}
