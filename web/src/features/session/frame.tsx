import type { ReactNode } from 'react';
import { Brand } from '../../design/icons';
import classes from './frame.module.css';

/** The page around signing in: one card on paper. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.brand}>
        <Brand size={26} />
        Wend
      </div>
      <section className={classes.card}>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </section>
    </main>
  );
}
