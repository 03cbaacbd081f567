import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { KeptDraft } from './use_kept_draft';
import classes from './documents.module.css';

/** Whether everything is kept, and if not, why. */
export function SaveState({ editing }: { editing: Pick<KeptDraft<object>, 'state' | 'problem' | 'retry'> }) {
  return (
    <span role="status" className={classes.state} data-problem={editing.problem !== null || undefined}>
      {editing.problem ? (
        <>
          Not saved: {editing.problem.message} <Button size="compact-xs" onClick={editing.retry}>Try again</Button>
        </>
      ) : editing.state === 'saved' ? (
        'All changes saved'
      ) : (
        'Saving …'
      )}
    </span>
  );
}

/** Control+Z and Control+Y take changes back and do them again, also inside of fields: they are saved as they are written. */
export function useUndoKeys({ undo, redo }: Pick<KeptDraft<object>, 'undo' | 'redo'>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const step = key === 'z' && !event.shiftKey ? undo : key === 'y' || (key === 'z' && event.shiftKey) ? redo : null;
      if (!step) return;
      event.preventDefault();
      step();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}
