import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FrictionDocument, FrictionResult, FrictionStanding } from '../../api';
import { Card, count, Counted, money, Num, plural } from '../../design';
import { kindWords, standingText } from './finding_words';
import classes from './findings.module.css';

interface StandingCardProps {
  document: FrictionDocument;
  result: FrictionResult;
}

const shownAtFirst = 6;

/** What is always there: quieter, a ranking and not news. */
export function StandingCard({ document, result }: StandingCardProps) {
  const [all, setAll] = useState(false);
  const { standing, value } = result;
  if (standing.length === 0) return null;
  const shown = all ? standing : standing.slice(0, shownAtFirst);
  const rest = standing.length - shown.length;
  const most = Math.max(...standing.map(({ high }) => high), 0.01);
  return (
    <Card
      title="What it always costs"
      aside={
        <>
          <span className={classes.tested}>beyond the usual</span>
          <Counted what="What it always costs" as="standing" />
        </>
      }
      flush
    >
      <ul className={classes.list}>
        {shown.map((item) => (
          <li key={item.ref} className={classes.standing}>
            <div>
              <p>{item.sentence}</p>
              {value !== null && item.impact !== null && (
                <span className={classes.note}>{money(Math.round(item.impact), value.currency)}
                  {value.currency === null && ` of ${value.from}`} in the period</span>
              )}
            </div>
            <span className={classes.standingPeople}>
              <Num
                value={count(item.people)}
                people={{ document, ref: item.ref, title: `${kindWords[item.kind]} at ${item.touchpoint}` }}
              />
              <span className={classes.note}>people</span>
            </span>
            <Excess item={item} most={most} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <div className={classes.more} style={{ paddingLeft: 16 }}>
          <Button onClick={() => setAll(true)}>Show {plural(rest, 'more', 'more')}</Button>
        </div>
      )}
    </Card>
  );
}

/** The excess as a point with its interval, on the scale of the largest. */
function Excess({ item, most }: { item: FrictionStanding; most: number }) {
  const x = (value: number) => `${Math.min(100, Math.max(0, (value / most) * 100))}%`;
  const text = standingText(item);
  return (
    <svg className={classes.excess} width="100%" height={22} role="img" aria-label={text}>
      <title>{text}</title>
      <line x1={0} x2="100%" y1={11} y2={11} stroke="var(--line)" />
      <line x1={x(item.low)} x2={x(item.high)} y1={11} y2={11} stroke="var(--pain)" strokeWidth={2} />
      <circle cx={x(item.excess)} cy={11} r={4} fill="var(--surface)" stroke="var(--pain)" strokeWidth={2} />
    </svg>
  );
}
