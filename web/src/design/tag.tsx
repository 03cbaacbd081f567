import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type TagTone = 'neutral' | 'accent' | 'pain' | 'good' | 'warn';

export function Tag({ tone = 'neutral', children }: { tone?: TagTone; children: ReactNode }) {
  return <span className={`${classes.tag} ${classes[tone]}`}>{children}</span>;
}

/** A customer's own words; nothing else is set in this face. */
export function Voice({ children }: { children: ReactNode }) {
  return <q className={classes.voice}>{children}</q>;
}

/** A coloured mark before a name, for channels and other categories. */
export function Mark({ colour, title }: { colour: string; title?: string }) {
  return <span className={classes.mark} style={{ background: colour }} title={title} aria-hidden />;
}
