import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { CloseIcon } from '../../../../design';
import classes from './panel.module.css';

interface SidePanelProps {
  /** What it is to assistive technology. */
  label: string;
  title: ReactNode;
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** What stands beside the board: one thing at a time, named in the address. */
export function SidePanel({ label, title, actions, onClose, children }: SidePanelProps) {
  return (
    <aside className={classes.panel} aria-label={label}>
      <header className={classes.head}>
        <h2>{title}</h2>
        <span className={classes.actions}>
          {actions}
          <ActionIcon aria-label={`Close: ${label.toLowerCase()}`} onClick={onClose}>
            <CloseIcon />
          </ActionIcon>
        </span>
      </header>
      {children}
    </aside>
  );
}
