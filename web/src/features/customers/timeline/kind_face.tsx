import type { ReactNode } from 'react';
import type { EventKind } from '../../../api';
import classes from './timeline.module.css';

/** How kinds are called where one chooses among them. */
export const kindNames: Record<EventKind, string> = {
  purchase: 'Purchases',
  page: 'Pages',
  survey: 'Survey answers',
  error: 'Errors',
  message: 'Messages',
  case: 'Cases',
  identify: 'Traits',
  other: 'Other',
};

/** One event of the kind, for readers who do not see its mark. */
export const kindWords: Record<EventKind, string> = {
  purchase: 'Purchase',
  page: 'Page',
  survey: 'Survey answer',
  error: 'Error',
  message: 'Message',
  case: 'Case',
  identify: 'Traits',
  other: 'Event',
};

/** What tells the kinds apart without their colour; drawn on 10 units. */
const drawings: Record<EventKind, ReactNode> = {
  purchase: <path d="M2.4 4h5.2l.5 4.4H1.9zM3.6 4V3.2a1.4 1.4 0 0 1 2.8 0V4" />,
  page: <path d="M2.6 1.6h3l1.8 1.8v5H2.6zM4 5.2h2M4 6.8h2" />,
  survey: <path d="m5 1.6 1 2.2 2.4.3-1.8 1.6.5 2.4L5 6.9 2.9 8.1l.5-2.4L1.6 4.1 4 3.8z" />,
  error: <path d="M5 1.9v3.9M5 7.9v.1" />,
  message: <path d="M1.6 2.8h6.8v4.6H1.6zM1.8 3l3.2 2.6L8.2 3" />,
  case: <path d="M1.7 2.2h6.6v4.4H5L3 8.3V6.6H1.7z" />,
  identify: <path d="M5 4.7a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3M2.2 8.3c.3-1.6 1.4-2.3 2.8-2.3s2.5.7 2.8 2.3" />,
  other: null,
};

interface KindMarkProps {
  kind: EventKind;
  colour: string;
}

/** Where an event stands on the line: a dot in its channel's colour with the sign of its kind. */
export function KindMark({ kind, colour }: KindMarkProps) {
  const drawing = drawings[kind];
  const background = kind === 'error' ? 'var(--pain)' : colour;
  if (drawing === null) return <span className={classes.point} style={{ background }} />;
  return (
    <span className={classes.mark} style={{ background }} title={kindWords[kind]}>
      <svg viewBox="0 0 10 10" width={11} height={11} fill="none" stroke="currentColor" strokeWidth={1.1} strokeLinecap="round" strokeLinejoin="round" aria-hidden>
        {drawing}
      </svg>
    </span>
  );
}
