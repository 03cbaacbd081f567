import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { CustomerProfile } from '../../api';
import { Card, count, day, dayAndClock, plural, relative, RowsSkeleton } from '../../design';
import classes from './customer.module.css';
import { customerRoute } from './route';
import { TraitHistoryPanel } from './trait_history';
import { traitName, traitValue } from './trait_words';

const traitsAtFirst = 8;

/** What is known about somebody, most telling first. */
export function CustomerFacts({ customer }: { customer: CustomerProfile | undefined }) {
  const [all, setAll] = useState(false);
  const history = customerRoute.useSearch().panel === 'traits';
  const navigate = customerRoute.useNavigate();
  const show = (panel: 'traits' | undefined) => void navigate({ search: (before) => ({ ...before, panel }), resetScroll: false });
  if (!customer) {
    return (
      <Card title="Profile" flush>
        <RowsSkeleton rows={7} />
      </Card>
    );
  }
  const traits = Object.entries(customer.traits).filter(
    ([name, value]) => value !== null && value !== '' && !(name === 'name' && value === customer.name),
  );
  const shown = all ? traits : traits.slice(0, traitsAtFirst);
  return (
    <Card title="Profile" aside={`since ${day(customer.first_seen)}`}>
      <dl className={classes.facts}>
        <Fact name="Last seen">
          <span title={dayAndClock(customer.last_seen)}>{relative(customer.last_seen)}</span>
        </Fact>
        <Fact name="Activity">
          {plural(customer.events, 'event')} <span className={classes.quiet}>in {plural(customer.sessions, 'session')}</span>
        </Fact>
        {shown.map(([name, value]) => (
          <Fact key={name} name={traitName(name)}>
            {traitValue(value)}
          </Fact>
        ))}
      </dl>
      {traits.length > 0 && (
        <div className={classes.factsFoot}>
          {traits.length > traitsAtFirst && (
            <Button variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
              {all ? 'Show fewer' : `All ${count(traits.length)} traits`}
            </Button>
          )}
          <Button variant="subtle" onClick={() => show('traits')} aria-haspopup="dialog">
            Where from, and before
          </Button>
        </div>
      )}
      {history && <TraitHistoryPanel id={customer.id} onClose={() => show(undefined)} />}
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
