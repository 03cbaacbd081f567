import type { CustomerProfile } from '../../api';
import { Card, RowsSkeleton } from '../../design';
import { countInWords } from './count_in_words';
import classes from './customer.module.css';

/** The identifiers that were joined into this one customer. */
export function Identities({ identities }: { identities: CustomerProfile['identities'] | undefined }) {
  const many = identities?.length ?? 0;
  return (
    <Card title={identities ? `One person, ${countInWords(many)} ${many === 1 ? 'identity' : 'identities'}` : 'Identities'} flush>
      {identities ? (
        <ul className={classes.identities}>
          {identities.map(({ namespace, value }) => (
            <li key={`${namespace} ${value}`}>
              <span className={classes.bullet} aria-hidden />
              <span className={classes.identity}>{value}</span>
              <span className={classes.namespace}>{namespace.replaceAll('_', ' ')}</span>
            </li>
          ))}
        </ul>
      ) : (
        <RowsSkeleton rows={2} />
      )}
    </Card>
  );
}
