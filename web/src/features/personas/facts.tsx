import type { PersonaDraft } from '../../api';
import classes from './personas.module.css';

type Fact = PersonaDraft['facts'][number];

interface FactsProps {
  facts: Fact[];
  readOnly: boolean;
  onChange: (facts: Fact[]) => void;
}

const begun = ['Age', 'Work', 'Home', 'Household', 'Devices'];

/** Age, work, home: what is told in two words each. The last row is always free. */
export function Facts({ facts, readOnly, onChange }: FactsProps) {
  const shown = readOnly ? facts : [...facts, { label: '', value: '' }];
  const put = (at: number, fact: Fact) => {
    const next = shown.map((one, index) => (index === at ? fact : one));
    onChange(next.filter(({ label, value }, index) => index < facts.length || label !== '' || value !== ''));
  };
  return (
    <div className={classes.facts} role="group" aria-label="Facts">
      {shown.map((fact, at) => (
        <div key={at} className={classes.fact}>
          <input
            aria-label={`Fact ${at + 1}`}
            value={fact.label}
            placeholder={at === facts.length ? (begun[at] ?? 'Something else') : undefined}
            maxLength={100}
            readOnly={readOnly}
            onChange={(event) => put(at, { ...fact, label: event.currentTarget.value })}
          />
          <input
            aria-label={`What fact ${at + 1} says`}
            value={fact.value}
            maxLength={500}
            readOnly={readOnly}
            onChange={(event) => put(at, { label: fact.label === '' ? (begun[at] ?? '') : fact.label, value: event.currentTarget.value })}
          />
        </div>
      ))}
    </div>
  );
}
