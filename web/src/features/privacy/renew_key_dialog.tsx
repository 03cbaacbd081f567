import { Button, Modal } from '@mantine/core';
import { asProblem, useRenewPseudonymKey } from '../../api';
import { saved } from '../../shell/toast';
import classes from './privacy.module.css';

/** Says what a new key takes away. */
export function RenewKeyDialog({ onClose }: { onClose: () => void }) {
  const renew = useRenewPseudonymKey();
  const problem = renew.isError ? asProblem(renew.error) : null;
  const submit = () =>
    renew.mutate(undefined, {
      onSuccess: () => {
        saved('The key was renewed.');
        onClose();
      },
    });
  return (
    <Modal opened onClose={onClose} title="Renew the key of pseudonyms?">
      <div className={classes.form}>
        <p>Exports of before stay as they are, and cannot be joined with those that come. The old key is overwritten, which cannot be undone.</p>
        {problem && (
          <p className={classes.problem} role="alert">
            {problem.message} {problem.hint}
          </p>
        )}
        <div className={classes.foot}>
          <Button onClick={onClose}>Keep the key</Button>
          <Button variant="filled" color="pain" onClick={submit} loading={renew.isPending}>
            Renew
          </Button>
        </div>
      </div>
    </Modal>
  );
}
