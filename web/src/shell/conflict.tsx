import { modals } from '@mantine/modals';
import { Problem } from '../api/problem';
import { conflictingFields } from './conflict_fields';
import classes from './conflict.module.css';

interface Conflict {
  /** What was being saved, as it stands in a sentence: "question". */
  noun: string;
  /** Sends the own version again, on top of the other one. */
  keepMine: () => void;
  /** Drops the own version and shows the other one. */
  takeTheirs: () => void;
}

/**
 * Settles a save that somebody else was quicker with: shows what differs and asks which to keep.
 * Answers false when the error is something else, which is then the caller's to show.
 */
export function settleConflict(error: unknown, { noun, keepMine, takeTheirs }: Conflict): boolean {
  if (!(error instanceof Problem) || error.code !== 'conflict') return false;
  if (!('mine' in error.body) || !('theirs' in error.body)) return false;
  const fields = conflictingFields(error.body.mine, error.body.theirs);
  modals.openConfirmModal({
    title: `Somebody else changed this ${noun}`,
    size: 'lg',
    children: (
      <>
        <p className={classes.lead}>
          It was saved by somebody else after you opened it. Choose which version to keep; the other
          one is replaced.
        </p>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Yours</th>
              <th scope="col">Theirs</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, mine, theirs }) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>{mine}</td>
                <td>{theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </>
    ),
    labels: { confirm: 'Keep mine', cancel: 'Take theirs' },
    confirmProps: { variant: 'filled' },
    // Closing it any other way decides nothing: the own version stays on the screen, unsaved.
    closeOnClickOutside: false,
    onConfirm: keepMine,
    onCancel: takeTheirs,
  });
  return true;
}
