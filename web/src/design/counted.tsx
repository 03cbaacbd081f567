import type { ReactNode } from 'react';
import { Popover } from '@mantine/core';
import { definitions, type Definition } from './definitions';
import classes from './counted.module.css';

interface CountedProps {
  /** The name of the number, for screen readers and the popover's first line. */
  what: string;
  as: Definition;
  /** What leads on to the whole definition. */
  more?: ReactNode;
}

/** "How is this counted?", beside a number or the head of a card. */
export function Counted({ what, as, more }: CountedProps) {
  return (
    <Popover width={320} position="bottom" withinPortal withArrow trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.mark} aria-label={`How is this counted: ${what}`}>
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown p={14} aria-label="How is this counted?" tabIndex={-1} data-autofocus>
        <div className={classes.text}>
          <b>{what}</b>
          {definitions[as]}
          {more}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
