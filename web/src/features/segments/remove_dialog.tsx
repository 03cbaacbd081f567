import { Button, Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem, useRemoveSegment, type KeptSegment, type Segment } from '../../api';
import { saved } from '../../shell/toast';
import { readRule } from './rule/read';
import { segmentsIn } from './rule/tree';
import classes from './segments.module.css';

interface RemoveDialogProps {
  kept: KeptSegment;
  all: Segment[];
  onRemoved: () => void;
  onClose: () => void;
}

/** Asks before a segment is removed, or says what is made of it. */
export function RemoveDialog({ kept, all, onRemoved, onClose }: RemoveDialogProps) {
  const remove = useRemoveSegment();
  const { segment, etag } = kept;
  const users = all.filter(({ id, rule }) => id !== segment.id && rule !== null && segmentsIn(readRule(rule)).includes(segment.id));
  const problem = remove.isError ? asProblem(remove.error) : null;
  return (
    <Modal opened onClose={onClose} title={users.length > 0 ? 'Other segments are made of this one' : `Remove “${segment.name}”?`}>
      {users.length > 0 ? (
        <>
          <p>Change these first, then it can be removed:</p>
          <ul>
            {users.map(({ id, name }) => (
              <li key={id}>
                <Link to="/customers/segments/$id" params={{ id }}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>Its rule and the history of who entered and left go with it. Customers and events stay. This cannot be undone.</p>
      )}
      {problem && (
        <p className={classes.problem} role="alert">
          {problem.message} {problem.hint}
        </p>
      )}
      <div className={classes.dialogFoot}>
        <Button onClick={onClose}>Keep it</Button>
        {users.length === 0 && (
          <Button
            variant="filled"
            color="pain"
            loading={remove.isPending}
            onClick={() =>
              remove.mutate(
                { id: segment.id, etag },
                {
                  onSuccess: () => {
                    saved(`“${segment.name}” was removed.`);
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
