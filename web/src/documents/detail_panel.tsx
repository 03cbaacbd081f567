import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { CloseIcon } from '../design';
import classes from './documents.module.css';

/** A page with one thing of it open beside; on a phone, over it. */
export function Beside({ panel, children }: { panel: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.beside}>
      {children}
      {panel}
    </div>
  );
}

interface DetailPanelProps {
  /** What it is to assistive technology. */
  label: string;
  /** Whether it is saved. */
  state: ReactNode;
  tools?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

export function DetailPanel({ label, state, tools, onClose, children }: DetailPanelProps) {
  return (
    <aside className={classes.panel} aria-label={label}>
      <header className={classes.head}>
        {state}
        <span className={classes.tools}>
          {tools}
          <ActionIcon aria-label={`Close: ${label.toLowerCase()}`} onClick={onClose}>
            <CloseIcon />
          </ActionIcon>
        </span>
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={classes.body} tabIndex={0} role="group" aria-label={`What is said of the ${label.toLowerCase()}`}>{children}</div>
    </aside>
  );
}
