import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { asProblem, useErase, useErasurePreview, type ErasurePreview } from '../../api';
import { count, ErrorState, RowsSkeleton } from '../../design';
import { saved } from '../../shell/toast';
import { confirmationWord, isConfirmed, namedBy } from './erasure_words';
import classes from './privacy.module.css';

interface EraseDialogProps {
  customer: string;
  name: string;
  onClose: () => void;
}

/** Says what would go, and asks for a word. */
export function EraseDialog({ customer, name, onClose }: EraseDialogProps) {
  const preview = useErasurePreview(customer);
  return (
    <Modal opened onClose={onClose} title={`Erase ${name}?`}>
      {preview.isError ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.data ? (
        <EraseForm customer={customer} preview={preview.data} onClose={onClose} />
      ) : (
        <RowsSkeleton rows={6} />
      )}
    </Modal>
  );
}

function EraseForm({ customer, preview, onClose }: { customer: string; preview: ErasurePreview; onClose: () => void }) {
  const erase = useErase();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [keepOut, setKeepOut] = useState(false);
  const problem = erase.isError ? asProblem(erase.error) : null;
  const named = namedBy(preview);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    erase.mutate(
      { customer, confirm: confirmationWord, keep_out: keepOut },
      {
        onSuccess: () => {
          saved('The erasure has begun.');
          void navigate({ to: '/settings/privacy' });
        },
      },
    );
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>Everything about this customer goes, in the event store, the log, files, samples, segments and copies in the backups folder. It cannot be undone.</p>
      <dl className={classes.counts}>
        <dt>Events</dt>
        <dd>{count(preview.events)}</dd>
        <dt>Identities</dt>
        <dd>{count(preview.identities)}</dd>
        <dt>Links and decisions about them</dt>
        <dd>{count(preview.links)}</dd>
        <dt>Entries in lists</dt>
        <dd>{count(preview.list_entries)}</dd>
        <dt>Decisions about accounts</dt>
        <dd>{count(preview.account_decisions)}</dd>
        <dt>Samples of refused messages</dt>
        <dd>{count(preview.refusals)}</dd>
      </dl>
      {named !== null && <p className={classes.note}>{named}</p>}
      <Checkbox
        label="Do not collect again"
        description="Otherwise what this person does from now on begins a new customer"
        checked={keepOut}
        onChange={(event) => setKeepOut(event.currentTarget.checked)}
      />
      <TextInput label={`Type “${confirmationWord}” to confirm`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" data-autofocus />
      {problem && (
        <p className={classes.problem} role="alert">
          {problem.message} {problem.hint}
        </p>
      )}
      <div className={classes.foot}>
        <Button onClick={onClose}>Keep</Button>
        <Button type="submit" variant="filled" color="pain" disabled={!isConfirmed(typed)} loading={erase.isPending}>
          Erase
        </Button>
      </div>
    </form>
  );
}
