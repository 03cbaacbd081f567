import { Button, Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useDecideSuggestions, useMergeSuggestions, type LinkDecision, type MergeSuggestion, type SuggestedCustomer } from '../../../api';
import { Card, count, day, EmptyState, ErrorState, More, PageBar, PageBody, plural, RowsSkeleton, Tag } from '../../../design';
import { failed, savedWithUndo } from '../../../shell/toast';
import { keyOf, likenessWords, sureness } from './suggestion_words';
import classes from './suggestions.module.css';

const done: Record<LinkDecision, string> = { together: 'joined', apart: 'kept apart', none: 'left open' };

/** Customers who may be one person, for somebody to decide, one by one or many at once. */
export function SuggestionsPage() {
  const list = useMergeSuggestions();
  const decide = useDecideSuggestions();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const pairs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const picked = pairs.filter((pair) => chosen.has(keyOf(pair)));

  const say = (wanted: MergeSuggestion[], decision: LinkDecision) =>
    decide.mutate(
      wanted.map(({ a, b }) => ({ a: a.id, b: b.id, decision })),
      {
        onSuccess: () => {
          setChosen(new Set());
          if (decision !== 'none') {
            savedWithUndo(`${plural(wanted.length, 'pair')} ${done[decision]}.`, () => say(wanted, 'none'));
          }
        },
        onError: (error) => failed('Nothing was changed', error),
      },
    );
  const toggle = (pair: MergeSuggestion) => {
    const next = new Set(chosen);
    if (!next.delete(keyOf(pair))) next.add(keyOf(pair));
    setChosen(next);
  };

  return (
    <>
      <PageBar crumbs={<Link to="/customers">Customers</Link>} title="Perhaps one person" />
      <PageBody>
        {list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Card flush><RowsSkeleton rows={8} height={36} /></Card>
        ) : pairs.length === 0 ? (
          <EmptyState title="Nobody looks like somebody else" action={<Button component={Link} to="/customers">Show all customers</Button>}>
            Customers stand here who have the same mailbox, phone number, or name and postcode, and are not joined.
          </EmptyState>
        ) : (
          <Card
            title={plural(total, 'pair')}
            aside={
              <span className={classes.bulk}>
                {picked.length > 0 && (
                  <>
                    <Button onClick={() => say(picked, 'together')} loading={decide.isPending}>Join {count(picked.length)}</Button>
                    <Button onClick={() => say(picked, 'apart')} loading={decide.isPending}>Keep {count(picked.length)} apart</Button>
                  </>
                )}
                <Checkbox
                  label="All shown"
                  checked={picked.length === pairs.length}
                  indeterminate={picked.length > 0 && picked.length < pairs.length}
                  onChange={() => setChosen(picked.length === pairs.length ? new Set() : new Set(pairs.map(keyOf)))}
                />
              </span>
            }
            flush
          >
            <ul className={classes.pairs}>
              {pairs.map((pair) => (
                <li key={keyOf(pair)} data-chosen={chosen.has(keyOf(pair)) || undefined}>
                  <Checkbox
                    aria-label={`Choose ${nameOf(pair.a)} and ${nameOf(pair.b)}`}
                    checked={chosen.has(keyOf(pair))}
                    onChange={() => toggle(pair)}
                  />
                  <Side customer={pair.a} />
                  <Side customer={pair.b} />
                  <div className={classes.reasons}>
                    <Tag tone={sureness(pair.score).tone}>{sureness(pair.score).words}</Tag>
                    {pair.reasons.map((reason) => (
                      <span key={reason.kind}>
                        {likenessWords[reason.kind]}: <b>{reason.value}</b>
                      </span>
                    ))}
                  </div>
                  <span className={classes.actions}>
                    <Button onClick={() => say([pair], 'together')} disabled={decide.isPending}>Join</Button>
                    <Button variant="subtle" onClick={() => say([pair], 'apart')} disabled={decide.isPending}>Keep apart</Button>
                  </span>
                </li>
              ))}
            </ul>
            <More hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
          </Card>
        )}
      </PageBody>
    </>
  );
}

function nameOf(customer: SuggestedCustomer): string {
  return customer.name ?? customer.label;
}

function Side({ customer }: { customer: SuggestedCustomer }) {
  return (
    <div className={classes.side}>
      <Link to="/customers/$id" params={{ id: customer.id }}>{nameOf(customer)}</Link>
      <span>{customer.label}</span>
      <span>
        {plural(customer.events, 'event')}
        {customer.last_seen && `, last ${day(customer.last_seen)}`}
      </span>
    </div>
  );
}
