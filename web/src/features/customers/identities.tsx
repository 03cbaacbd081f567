import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { CustomerProfile } from '../../api';
import { Card, count, RowsSkeleton } from '../../design';
import { countInWords } from './count_in_words';
import classes from './customer.module.css';

const shownAtFirst = 8;

/** The identifiers that were joined into this one customer. */
export function Identities({ id, identities }: { id: string; identities: CustomerProfile['identities'] | undefined }) {
  const [all, setAll] = useState(false);
  const many = identities?.length ?? 0;
  const shown = all ? identities : identities?.slice(0, shownAtFirst);
  return (
    <Card title={identities ? `One person, ${countInWords(many)} ${many === 1 ? 'identity' : 'identities'}` : 'Identities'} flush>
      {shown ? (
        <>
        <ul className={classes.identities}>
          {shown.map(({ namespace, value }) => (
            <li key={`${namespace} ${value}`}>
              <span className={classes.bullet} aria-hidden />
              <span className={classes.identity}>{value}</span>
              <span className={classes.namespace}>{namespace.replaceAll('_', ' ')}</span>
            </li>
          ))}
        </ul>
        <div className={classes.cardFoot}>
          {many > shownAtFirst && (
            <Button variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
              {all ? 'Show fewer' : `All ${count(many)}`}
            </Button>
          )}
          <Button variant="subtle" component={Link} {...({ to: '/customers/$id/identity', params: { id } } as object)}>
            Why is this one person?
          </Button>
        </div>
        </>
      ) : (
        <RowsSkeleton rows={2} />
      )}
    </Card>
  );
}
