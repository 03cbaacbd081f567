import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { asProblem } from '../api/problem';
import classes from './toast.module.css';

const undoTimeMs = 8000;
const closeButtonProps = { 'aria-label': 'Close' };

/** Says that something was kept. */
export function saved(message: string): void {
  notifications.show({ message, closeButtonProps });
}

/** Says that something was done, and offers for a while to take it back, or another next step by its name. */
export function savedWithUndo(message: string, undo: () => void, name = 'Undo'): void {
  const id = notifications.show({
    autoClose: undoTimeMs,
    closeButtonProps,
    message: (
      <span className={classes.line}>
        {message}
        <Button
          variant="subtle"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {name}
        </Button>
      </span>
    ),
  });
}

/** Says what was not done and why. */
export function failed(title: string, error: unknown): void {
  const problem = asProblem(error);
  notifications.show({
    title,
    message: [problem.message, problem.hint].filter(Boolean).join(' '),
    color: 'pain',
    autoClose: undoTimeMs,
    closeButtonProps,
  });
}
