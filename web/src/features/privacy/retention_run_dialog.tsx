import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, useRunRetention, type RetentionPreview } from '../../api';
import { count, plural } from '../../design';
import { saved } from '../../shell/toast';
import classes from './privacy.module.css';

const word = 'delete';

/** Says what a run does, and asks for a word when that is most of the data. */
export function RetentionRunDialog({ preview, onClose }: { preview: RetentionPreview; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const run = useRunRetention();
  const problem = run.error === null ? null : asProblem(run.error);
  const due = preview.rules.reduce((sum, { events }) => sum + events, 0);
  const begin = () =>
    run.mutate(preview.needs_confirmation ? word : null, {
      onSuccess: () => {
        saved('The run has begun.');
        onClose();
      },
    });
  return (
    <Modal opened onClose={onClose} title="Do what is due now?">
      <div className={classes.form}>
        <p>
          {plural(due, 'event')} of {count(preview.events)} {due === 1 ? 'is' : 'are'} due, {count(preview.deletes)} of them to be deleted. It cannot be undone.
        </p>
        {preview.needs_confirmation && (
          <TextInput label={`That is more than half. Type “${word}” to confirm`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" data-autofocus />
        )}
        {problem && (
          <p className={classes.problem} role="alert">
            {problem.message} {problem.hint}
          </p>
        )}
        <div className={classes.foot}>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" color="pain" onClick={begin} disabled={preview.needs_confirmation && typed.trim().toLowerCase() !== word} loading={run.isPending}>
            Run
          </Button>
        </div>
      </div>
    </Modal>
  );
}
