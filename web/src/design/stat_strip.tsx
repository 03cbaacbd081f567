import type { ReactNode } from 'react';
import classes from './stat_strip.module.css';

export interface Stat {
  label: ReactNode;
  /** A large Num. */
  value: ReactNode;
  /** A change or the period, under the figure. */
  note?: ReactNode;
  /** A Sparkline, at the right. */
  picture?: ReactNode;
}

/** A row of key figures in one card, divided by hairlines. */
export function StatStrip({ stats }: { stats: Stat[] }) {
  return (
    <div className={classes.strip}>
      {stats.map((stat, index) => (
        <div key={index} className={classes.cell}>
          <div className={classes.label}>{stat.label}</div>
          <div>{stat.value}</div>
          <div className={classes.foot}>
            <div className={classes.note}>{stat.note}</div>
            {stat.picture}
          </div>
        </div>
      ))}
    </div>
  );
}

/** Which way a figure moved; a rise is not always good, so the tone is the caller's. */
export function Change(props: { by: string; tone: 'pain' | 'good' | 'plain'; children?: ReactNode }) {
  const down = props.by.startsWith('\u2212') || props.by.startsWith('-');
  return (
    <span className={classes[props.tone]}>
      {props.tone !== 'plain' && <span aria-hidden>{down ? '▼ ' : '▲ '}</span>}
      {props.by} {props.children}
    </span>
  );
}
