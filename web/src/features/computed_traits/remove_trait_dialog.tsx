import { Button, Modal } from '@mantine/core';
import { asProblem, useRemoveComputedTrait, type ComputedTrait } from '../../api';
import { saved } from '../../shell/toast';
import classes from './traits.module.css';

interface RemoveTraitDialogProps {
  trait: ComputedTrait;
  etag: string;
  onRemoved: () => void;
  onClose: () => void;
}

/** Asks before a computed trait is removed, or says what is made of it. */
export function RemoveTraitDialog({ trait, etag, onRemoved, onClose }: RemoveTraitDialogProps) {
  const remove = useRemoveComputedTrait();
  const used = trait.used_by.length > 0;
  const problem = remove.isError ? asProblem(remove.error) : null;
  return (
    <Modal opened onClose={onClose} title={used ? 'Others are made of this computed trait' : `Remove “${trait.name}”?`}>
      {used ? (
        <p>Change these first, then it can be removed: {trait.used_by.map(({ name }) => name).join(', ')}.</p>
      ) : (
        <p>Its definition goes; customers and events stay. Questions that name it will say that it is gone. This cannot be undone.</p>
      )}
      {problem && (
        <p className={classes.problem} role="alert">
          {problem.message} {problem.hint}
        </p>
      )}
      <div className={classes.dialogFoot}>
        <Button onClick={onClose}>Keep it</Button>
        {!used && (
          <Button
            variant="filled"
            color="pain"
            loading={remove.isPending}
            onClick={() =>
              remove.mutate(
                { id: trait.id, etag },
                {
                  onSuccess: () => {
                    saved(`“${trait.name}” was removed.`);
                    onRemoved();
                  },
                },
              )
            }
          >
            Remove
          </Button>
        )}
      </div>
    </Modal>
  );
}
