import { Link } from '@tanstack/react-router';
import { useAccountsOfCustomer } from '../../api';
import { Card, count, ErrorState, plural } from '../../design';
import { sourcesInWords } from './account_words';
import classes from './accounts.module.css';

/** On a customer's page: which accounts they belong to and why. Nothing where there is none. */
export function CustomerAccounts({ id }: { id: string }) {
  const list = useAccountsOfCustomer(id);
  if (list.isError) {
    return (
      <Card title="Accounts">
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      </Card>
    );
  }
  if (!list.data || list.data.length === 0) return null;
  return (
    <Card title="Accounts" aside={list.data.length > 1 && count(list.data.length)} flush>
      <ul className={classes.list}>
        {list.data.map((account) => (
          <li key={account.id}>
            <Link to="/customers/accounts/$id" params={{ id: account.id }} title={`Member by ${sourcesInWords(account.sources)}`}>
              {account.name}
            </Link>
            <span className={classes.end}>{plural(account.members, 'member')}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
