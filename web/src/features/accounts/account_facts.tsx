import { Button, Drawer } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AccountProfile } from '../../api';
import { Card, count, dayAndClock, plural, RowsSkeleton } from '../../design';
import { traitName, traitValue } from '../customers/trait_words';
import history from '../customers/trait_history.module.css';
import { sourceNames } from './account_words';
import classes from './accounts.module.css';

const traitsAtFirst = 8;

/** What the account is, what its members do most, and which segments they are in. */
export function AccountFacts({ account }: { account: AccountProfile | undefined }) {
  if (!account) {
    return (
      <Card title="About" flush>
        <RowsSkeleton rows={7} />
      </Card>
    );
  }
  return (
    <>
      <About account={account} />
      <TopEvents account={account} />
      {account.segments.length > 0 && <Segments account={account} />}
    </>
  );
}

function About({ account }: { account: AccountProfile }) {
  const [all, setAll] = useState(false);
  const [before, setBefore] = useState(false);
  const shown = all ? account.traits : account.traits.slice(0, traitsAtFirst);
  return (
    <Card title="About">
      <dl className={classes.facts}>
        <dt>Key</dt>
        <dd>{account.key}</dd>
        {account.member_sources.map(({ source, members }) => (
          <Fact key={source} name={sourceNames[source]}>
            {plural(members, 'member')}
          </Fact>
        ))}
        {shown.map(({ trait, values }) => (
          <Fact key={trait} name={traitName(trait)}>
            {traitValue(values[0]?.value)}
          </Fact>
        ))}
      </dl>
      {account.traits.length > 0 && (
        <div className={classes.foot} style={{ padding: '8px 0 0', marginLeft: -10 }}>
          {account.traits.length > traitsAtFirst && (
            <Button variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
              {all ? 'Show fewer' : `All ${count(account.traits.length)} traits`}
            </Button>
          )}
          <Button variant="subtle" onClick={() => setBefore(true)} aria-haspopup="dialog">
            Where from, and before
          </Button>
        </div>
      )}
      {before && <History account={account} onClose={() => setBefore(false)} />}
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Where each trait comes from, since when, and what it was before. */
function History({ account, onClose }: { account: AccountProfile; onClose: () => void }) {
  return (
    <Drawer opened onClose={onClose} position="right" size={460} title="Traits and where they come from" overlayProps={{ backgroundOpacity: 0.12 }}>
      <ul className={history.traits}>
        {account.traits.map((one) => (
          <li key={one.trait}>
            <h3>{traitName(one.trait)}</h3>
            <ol>
              {one.values.map((said, place) => (
                <li key={place} data-now={place === 0 || undefined}>
                  <span className={history.value}>{traitValue(said.value)}</span>
                  <span className={history.since}>
                    {dayAndClock(said.since)}
                    {said.source !== null && ` · ${said.source}`}
                  </span>
                </li>
              ))}
            </ol>
            {one.changes > one.values.length && <p className={history.since}>and {count(one.changes - one.values.length)} before</p>}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}

function TopEvents({ account }: { account: AccountProfile }) {
  const navigate = useNavigate({ from: '/customers/accounts/$id' });
  return (
    <Card title="What they do most" flush>
      {account.top_events.length === 0 ? (
        <p className={classes.foot}>
          <span className={classes.quiet}>Nothing yet.</span>
        </p>
      ) : (
        <ul className={classes.list}>
          {account.top_events.map(({ event, events, customers }) => (
            <li key={event}>
              <button type="button" className={classes.word} title={event} onClick={() => void navigate({ search: { event } })}>
                {event}
              </button>
              <span className={classes.end} title={`By ${plural(customers, 'member')}`}>
                {count(events)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Segments({ account }: { account: AccountProfile }) {
  return (
    <Card title="Segments" aside="members in each" flush>
      <ul className={classes.list}>
        {account.segments.map(({ segment, members }) => (
          <li key={segment.id}>
            <Link to="/customers/segments/$id" params={{ id: segment.id }} title={segment.name}>
              {segment.name}
            </Link>
            <span className={classes.end}>
              {count(members)} of {count(account.members)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
