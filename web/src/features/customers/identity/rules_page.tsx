import { Link } from '@tanstack/react-router';
import { useIdentityRules, useSuspiciousIdentities } from '../../../api';
import { Card, count, EmptyState, ErrorState, PageBar, PageBody, plural, RowsSkeleton } from '../../../design';
import classes from './identity.module.css';
import { namespaceWords } from './identity_words';
import { RulesForm } from './rules_form';

/** How identities are joined to customers, and what looks as if it was joined wrongly. */
export function IdentityRulesPage() {
  const rules = useIdentityRules();
  return (
    <>
      <PageBar crumbs={<Link to="/customers">Customers</Link>} title="Identity rules" />
      <PageBody>
        <div className={classes.page}>
          <div className={classes.main}>
            {rules.isError ? (
              <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />
            ) : rules.data ? (
              <RulesForm saved={rules.data.rules} etag={rules.data.etag} onAgain={() => void rules.refetch()} />
            ) : (
              <Card title="Namespaces"><RowsSkeleton rows={6} /></Card>
            )}
          </div>
          <div className={classes.side}>
            <Suspicious />
          </div>
        </div>
      </PageBody>
    </>
  );
}

function Suspicious() {
  const found = useSuspiciousIdentities();
  const data = found.data;
  if (found.isError) {
    return (
      <Card title="Looks wrong">
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      </Card>
    );
  }
  return (
    <>
      <Card title="Shared identities" aside={data && `refused more than ${count(data.refused_usual)} times`} flush>
        {!data ? (
          <RowsSkeleton rows={3} />
        ) : data.identities.length === 0 ? (
          <EmptyState title="None">No identity was named by several customers.</EmptyState>
        ) : (
          <ul className={classes.changes}>
            {data.identities.map((one) => (
              <li key={one.id}>
                <Link to="/customers/$id/identity" params={{ id: one.customer }}>
                  {namespaceWords(one.namespace)} {one.value}
                </Link>
                <span className={classes.quiet}>{plural(one.refused, 'link')} refused: a shared device or address?</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title="Very many identities" aside={data && `more than ${count(data.identities_usual)}`} flush>
        {!data ? (
          <RowsSkeleton rows={3} />
        ) : data.customers.length === 0 ? (
          <EmptyState title="None">No customer has unusually many identities.</EmptyState>
        ) : (
          <ul className={classes.changes}>
            {data.customers.map((one) => (
              <li key={one.customer}>
                <Link to="/customers/$id/identity" params={{ id: one.customer }}>{one.label}</Link>
                <span className={classes.quiet}>{plural(one.identities, 'identity', 'identities')}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
