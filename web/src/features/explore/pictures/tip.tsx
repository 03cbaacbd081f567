import { useEffect, useRef, useState, type ReactNode } from 'react';
import classes from './pictures.module.css';

export interface TipAt {
  /** Which mark it is about. */
  key: string;
  x: number;
  y: number;
}

/** Long enough for a hand to move from the mark to the tip's buttons. */
const leaveMs = 220;

/** What is pointed at or focused; leaving it waits a moment, so that the tip can be reached. */
export function useTip() {
  const [tip, setTip] = useState<TipAt | null>(null);
  const timer = useRef<number | undefined>(undefined);
  const keep = () => window.clearTimeout(timer.current);
  useEffect(() => keep, []);
  return {
    tip,
    show: (next: TipAt) => {
      keep();
      setTip(next);
    },
    leave: () => {
      keep();
      timer.current = window.setTimeout(() => setTip(null), leaveMs);
    },
    hide: () => {
      keep();
      setTip(null);
    },
    keep,
  };
}

interface TipProps {
  at: TipAt;
  /** The picture's own width: a tip near its right edge opens to the left. */
  width: number;
  tip: Pick<ReturnType<typeof useTip>, 'keep' | 'leave'>;
  title: ReactNode;
  lines: ReactNode[];
  actions: { label: string; run: () => void }[];
}

export const tipWidest = 264;

export function Tip({ at, width, tip, title, lines, actions }: TipProps) {
  const left = Math.max(4, Math.min(at.x, width - tipWidest));
  return (
    <div
      className={classes.tip}
      role="group"
      aria-label="Details"
      style={{ left, top: at.y }}
      onPointerEnter={tip.keep}
      onPointerLeave={tip.leave}
    >
      <b>{title}</b>
      {lines.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
      <div className={classes.tipActions}>
        {actions.map((action) => (
          <button key={action.label} type="button" onClick={action.run}>
            {action.label}
          </button>
        ))}
      </div>
    </div>
  );
}
