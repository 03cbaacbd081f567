import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { CustomerProfile } from '../../api';
import { Card, count, day, dayAndClock, decimal, plural, relative, RowsSkeleton } from '../../design';
import classes from './customer.module.css';

const traitsAtFirst = 8;

/** What is known about somebody, most telling first. */
export function CustomerFacts({ customer }: { customer: CustomerProfile | undefined }) {
  const [all, setAll] = useState(false);
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
        {customer.value !== null && <Fact name="Value">{<b>{decimal(customer.value, 2)}</b>}</Fact>}
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
      {traits.length > traitsAtFirst && (
        <Button mt={8} variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Show fewer' : `All ${count(traits.length)} traits`}
        </Button>
      )}
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

/** "birth_year" → "Birth year" */
function traitName(name: string): string {
  const plain = name.replace(/[_.:]+/g, ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function traitValue(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}
