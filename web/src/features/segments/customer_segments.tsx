import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCustomerSegments } from '../../api';
import { Card, count, dayAndClock, ErrorState, relative, RowsSkeleton } from '../../design';
import { causeOf } from './segment_words';
import classes from './segments.module.css';

const shownAtFirst = 8;

/** On a customer's page: which segments they are in, since when and why. */
export function CustomerSegments({ id }: { id: string }) {
  const [all, setAll] = useState(false);
  const list = useCustomerSegments(id);
  const stays = list.data?.segments.toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since)) ?? [];
  return (
    <Card title="Segments" aside={list.data && stays.length > 0 && `in ${count(stays.length)}`} flush>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <RowsSkeleton rows={3} />
      ) : stays.length === 0 ? (
        <p className={classes.foot} style={{ borderTop: 0 }}>
          <span className={classes.quiet}>In no segment now.</span>
        </p>
      ) : (
        <ul className={classes.sample}>
          {(all ? stays : stays.slice(0, shownAtFirst)).map((stay) => (
            <li key={stay.segment.id}>
              <Link to="/customers/segments/$id" params={{ id: stay.segment.id }} title={stay.segment.name ?? undefined}>
                {stay.segment.name ?? stay.segment.id}
              </Link>
              <span className={classes.end} title={`Since ${dayAndClock(stay.since)}, by ${causeOf(stay)}`}>
                {relative(stay.since)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {stays.length > shownAtFirst && (
        <div className={classes.foot}>
          <Button variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Show fewer' : `All ${count(stays.length)}`}
          </Button>
        </div>
      )}
    </Card>
  );
}
