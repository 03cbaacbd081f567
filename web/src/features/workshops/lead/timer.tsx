import { useEffect, useState } from 'react';
import type { WorkshopState } from '../../../api';
import { clockText, leftMs } from '../session/state';
import classes from './timer.module.css';

interface TimerProps {
  state: WorkshopState;
  receivedAt: number;
  className?: string;
}

const soonMs = 60_000;

/** The time that is left of the play. */
export function Timer({ state, receivedAt, className }: TimerProps) {
  const [now, setNow] = useState(() => Date.now());
  const running = state.workshop.ends_ms !== null;
  useEffect(() => {
    setNow(Date.now());
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [running, receivedAt]);
  const left = leftMs(state, receivedAt, Math.max(now, receivedAt));
  if (left === null) return null;
  const mood = left < 0 ? 'over' : left < soonMs ? 'soon' : undefined;
  return (
    <p className={[classes.timer, className].filter(Boolean).join(' ')} data-mood={mood} role="timer" aria-label={`Time left${state.workshop.status === 'paused' ? ', paused' : ''}`}>
      {clockText(left)}
    </p>
  );
}
