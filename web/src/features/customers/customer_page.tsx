import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { asProblem, useCustomer } from '../../api';
import { EmptyState, ErrorState, PageBar, PageBody, Tag } from '../../design';
import { CustomerFacts } from './facts';
import { Identities } from './identities';
import { customerRoute } from './route';
import { TimelineCard } from './timeline/timeline_card';
import { useCurrentStage } from './use_current_stage';
import { ChannelMix, WhereTheyAre } from './where_they_are';
import classes from './customer.module.css';

export function CustomerPage() {
  const { id } = customerRoute.useParams();
  const customer = useCustomer(id);
  const body = useRef<HTMLDivElement>(null);
  const data = customer.data;
  const nobody = customer.isError && asProblem(customer.error).status === 404;
  const stage = useCurrentStage(id);
  return (
    <>
      <PageBar
        crumbs={<Link to="/customers">Customers</Link>}
        title={data ? (data.name ?? data.label) : nobody ? 'Nobody' : 'Customer'}
        tags={stage !== null && <Tag>{stage}</Tag>}
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
              <Identities identities={data?.identities} />
            </div>
            <TimelineCard id={id} customer={data} scroller={body} />
            <div className={`${classes.side} ${classes.right}`}>
              <WhereTheyAre id={id} customer={data} />
              <ChannelMix customer={data} />
            </div>
          </div>
        )}
      </PageBody>
    </>
  );
}
