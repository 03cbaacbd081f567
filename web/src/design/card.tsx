import type { ReactNode } from 'react';
import classes from './card.module.css';

interface CardProps {
  title?: ReactNode;
  /** Beside the title, in the quieter ink: n, period, tags. */
  aside?: ReactNode;
  /** Rows and tables reach the edges. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** The one level of card; a card never stands in a card. */
export function Card({ title, aside, flush = false, className, children }: CardProps) {
  return (
    <section className={[classes.card, className].filter(Boolean).join(' ')}>
      {title !== undefined && (
        <header className={classes.head}>
          <h2 className={classes.title}>{title}</h2>
          {aside !== undefined && <div className={classes.aside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
