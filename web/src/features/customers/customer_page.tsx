import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { asProblem, useCustomer } from '../../api';
import { EmptyState, ErrorState, PageBar, PageBody, Tag } from '../../design';
import { CustomerAccounts } from '../accounts/customer_accounts';
import { CustomerConsent } from '../privacy/customer_consent';
import { PrivacyMenu } from '../privacy/privacy_menu';
import { CustomerSegments } from '../segments/customer_segments';
import { ComputedFacts } from './computed_facts';
import { CustomerFacts } from './facts';
import { Identities } from './identities';
import { customerRoute } from './route';
import { TimelineCard } from './timeline/timeline_card';
import { useShape } from './use_shape';
import { ChannelMix, WhereTheyAre } from './where_they_are';
import { WorthCard } from './worth_card';
import classes from './customer.module.css';

/** Customers that were joined have one address: that of the whole. */
function useJoinedAddress(id: string, joined: string | undefined): void {
  const navigate = useNavigate({ from: '/customers/$id' });
  useEffect(() => {
    if (joined === undefined || joined === id) return;
    void navigate({ params: { id: joined }, search: (before) => before, replace: true });
  }, [id, joined, navigate]);
}

export function CustomerPage() {
  const { id } = customerRoute.useParams();
  const customer = useCustomer(id);
  const body = useRef<HTMLDivElement>(null);
  const data = customer.data;
  const nobody = customer.isError && asProblem(customer.error).status === 404;
  const stage = useShape(id).data?.current_stage ?? null;
  useJoinedAddress(id, data?.id);
  return (
    <>
      <PageBar
        crumbs={<Link to="/customers">Customers</Link>}
        title={data ? (data.name ?? data.label) : nobody ? 'Nobody' : 'Customer'}
        tags={stage !== null && !nobody && <Tag>{stage}</Tag>}
        actions={data && <PrivacyMenu customer={data.id} name={data.name ?? data.label} />}
      />
      <PageBody ref={body}>
        {nobody ? (
          <EmptyState
            title="There is no such customer"
            action={
              <Button component={Link} to="/customers">
                Show all customers
              </Button>
            }
          >
            The link may be old: taking an import out again also takes out the customers that only it knew.
          </EmptyState>
        ) : customer.isError ? (
          <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />
        ) : (
          <div className={classes.columns} key={id}>
            <div className={classes.side}>
              <CustomerFacts customer={data} />
              <ComputedFacts id={id} />
              <Identities id={id} identities={data?.identities} />
            </div>
            <TimelineCard id={id} customer={data} scroller={body} />
            <div className={`${classes.side} ${classes.right}`}>
              <WhereTheyAre id={id} customer={data} />
              <WorthCard id={id} />
              <ChannelMix customer={data} />
              <CustomerAccounts id={id} />
              <CustomerSegments id={id} />
              <CustomerConsent id={id} />
            </div>
          </div>
        )}
      </PageBody>
    </>
  );
}
