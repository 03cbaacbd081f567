import type { ReactNode } from 'react';
import { usePeoplePanel, type PeopleOf } from '../people/people_context';
import classes from './num.module.css';

interface NumProps {
  value: ReactNode;
  /** How it is counted: "n 6,480", an interval, a period. */
  detail?: ReactNode;
  unit?: ReactNode;
  size?: 'text' | 'large';
  tone?: 'plain' | 'pain' | 'good';
  /** Makes the number open the people behind it. */
  people?: PeopleOf;
}

/** A number with what it is worth beside it. */
export function Num({ value, detail, unit, size = 'text', tone = 'plain', people }: NumProps) {
  const panel = usePeoplePanel();
  const figure = (
    <span className={[classes.value, classes[size], classes[tone]].join(' ')}>
      {value}
      {unit !== undefined && <span className={classes.unit}>{unit}</span>}
    </span>
  );
  return (
    <span className={classes.num}>
      {people ? (
        <button
          type="button"
          className={classes.open}
          title="Show the people behind this number"
          onClick={(event) => {
            event.stopPropagation();
            panel.open(people.document, people.ref, people.title);
          }}
        >
          {figure}
        </button>
      ) : (
        figure
      )}
      {detail !== undefined && <span className={classes.detail}>{detail}</span>}
    </span>
  );
}
