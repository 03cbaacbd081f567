import type { ReactNode } from 'react';
import classes from './compare.module.css';

interface PairProps {
  names: { a: string; b: string };
  first: ReactNode;
  second: ReactNode;
}

/** One picture beside the other; one under the other where there is little room. */
export function Pair({ names, first, second }: PairProps) {
  return (
    <div className={classes.pair}>
      <section aria-label={names.a}>
        <h2 className={classes.name}>{names.a}</h2>
        {first}
      </section>
      <section aria-label={names.b}>
        <h2 className={classes.name}>{names.b}</h2>
        {second}
      </section>
    </div>
  );
}
