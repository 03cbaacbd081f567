import { Link } from '@tanstack/react-router';
import { useCustomerComputed } from '../../api';
import { Card } from '../../design';
import { computedWords } from '../computed_traits/trait_words';
import classes from './customer.module.css';

/** What people defined over events, for this customer. Nothing where nobody defined anything. */
export function ComputedFacts({ id }: { id: string }) {
  const computed = useCustomerComputed(id).data;
  if (!computed || computed.items.length === 0) return null;
  return (
    <Card title="Computed" aside={`${computed.items.length}`}>
      <dl className={classes.computed}>
        {computed.items.map((trait) => (
          <div key={trait.id}>
            <dt title={trait.trait}>
              <Link to="/customers/traits/$id" params={{ id: trait.id }} search={{ customer: id }}>
                {trait.name}
              </Link>
            </dt>
            <dd>
              {trait.state === 'live' ? (
                computedWords(trait.value, trait.measure)
              ) : (
                <span className={classes.quiet}>{trait.state === 'building' ? 'being computed' : 'cannot be computed'}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
