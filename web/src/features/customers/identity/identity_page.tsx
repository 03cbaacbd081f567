import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, useCustomer, useCustomerIdentity, type CustomerIdentity, type IdentityLink } from '../../../api';
import { Card, count, dayAndClock, EmptyState, ErrorState, PageBar, PageBody, PictureSkeleton, RowsSkeleton, Tag } from '../../../design';
import { customerIdentityRoute } from '../route';
import classes from './identity.module.css';
import { IdentityGraph, sameLink } from './identity_graph';
import { nodesMax } from './identity_layout';
import { changeWords, identityName, linkWords, reasonWords } from './identity_words';
import { LinkDetails } from './link_details';

/** Why this is one person: what was joined, by which evidence, and what was refused. */
export function IdentityPage() {
  const { id } = customerIdentityRoute.useParams();
  const customer = useCustomer(id);
  const identity = useCustomerIdentity(id);
  const name = customer.data ? (customer.data.name ?? customer.data.label) : 'Customer';
  const nobody = identity.isError && asProblem(identity.error).status === 404;
  return (
    <>
      <PageBar
        crumbs={
          <>
            <Link to="/customers">Customers</Link> / <Link to="/customers/$id" params={{ id }}>{name}</Link>
          </>
        }
        title="Why this is one person"
      />
      <PageBody>
        {nobody ? (
          <EmptyState title="There is no such customer" action={<Button component={Link} to="/customers">Show all customers</Button>}>
            The link may be old: taking an import out again also takes out the customers that only it knew.
          </EmptyState>
        ) : identity.isError ? (
          <ErrorState error={identity.error} onRetry={() => void identity.refetch()} />
        ) : identity.data ? (
          <Explained key={id} identity={identity.data} />
        ) : (
          <div className={classes.page}>
            <Card title="Identities"><PictureSkeleton height={220} /></Card>
            <Card title="Links" flush><RowsSkeleton rows={5} /></Card>
          </div>
        )}
      </PageBody>
    </>
  );
}

function Explained({ identity }: { identity: CustomerIdentity }) {
  const [picked, setPicked] = useState<IdentityLink>();
  const chosen = identity.links.find((link) => sameLink(picked, link)) ?? identity.links[0];
  const byId = new Map([...identity.identities, ...identity.others].map((one) => [one.id, one]));
  const nameOf = (id: string) => identityName(byId.get(id));
  const shown = identity.identities.length + identity.others.length;
  const held = identity.links.filter((link) => link.state === 'holds').length;
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <Card
          title="Identities"
          aside={`${count(identity.identities_total)} joined by ${count(held)} of ${count(identity.links_total)} links`}
          flush
        >
          {shown > nodesMax ? (
            <p className={classes.note}>
              {count(shown)} identities are too many for a picture. The list below has the links
              {identity.links_total > identity.links.length && `, the first ${count(identity.links.length)} of ${count(identity.links_total)}`}.
            </p>
          ) : (
            <IdentityGraph identity={identity} chosen={chosen} onChoose={setPicked} />
          )}
          <ul className={classes.legend} aria-label="What the lines mean">
            <li data-state="holds">joined</li>
            <li data-state="breaks_limit">refused</li>
            <li data-state="apart">kept apart</li>
          </ul>
        </Card>
        <Card title="Links" flush>
          {identity.links.length === 0 ? (
            <EmptyState title="Nothing was joined">
              This customer has one identity. When an event names it together with another one, the two are linked here.
            </EmptyState>
          ) : (
            <ul className={classes.links}>
              {identity.links.map((link) => (
                <li key={`${link.a} ${link.b}`}>
                  <button type="button" aria-pressed={chosen !== undefined && sameLink(chosen, link)} onClick={() => setPicked(link)}>
                    <Tag tone={linkWords[link.state].tone}>{linkWords[link.state].words}</Tag>
                    <span className={classes.ends}>{nameOf(link.a)} – {nameOf(link.b)}</span>
                    <span className={classes.quiet}>{link.first_seen === null ? 'decided' : dayAndClock(link.first_seen)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
      <div className={classes.side}>
        {chosen && <LinkDetails link={chosen} a={byId.get(chosen.a)} b={byId.get(chosen.b)} />}
        <Card title="What happened" flush>
          {identity.changes.length === 0 ? (
            <p className={classes.note}>Nothing has been joined or taken apart yet.</p>
          ) : (
            <ol className={classes.changes}>
              {identity.changes.map((change, place) => (
                <li key={`${change.time} ${place}`}>
                  <span>{changeWords(change, nameOf, identity.customer)}</span>
                  <span className={classes.quiet}>
                    {dayAndClock(change.time)} · {reasonWords(change)}
                  </span>
                </li>
              ))}
            </ol>
          )}
        </Card>
      </div>
    </div>
  );
}
