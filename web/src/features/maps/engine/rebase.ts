import type { Edit, Operation } from './operations';
import { transformEdit, type TextEdit } from './text_edit';

function isSameText(a: Operation, b: Operation): a is Edit {
  return a.op === 'edit' && b.op === 'edit' && a.in === b.in && a.id === b.id && a.field === b.field;
}

const withEdit = (operation: Edit, edit: TextEdit): Operation => ({ ...operation, edit });
const isIdle = (operation: Operation) => operation.op === 'edit' && operation.edit.length === 0;

export interface Rebased {
  /** For the document in which `first` was done already; an edit that has nothing left to do is left out. */
  second: Operation[];
  /** The first ones for the document in which `second` was done already. */
  first: Operation[];
}

/**
 * Both lists were made for the same document. `first` stands: the second is carried over it. Only edits of the same
 * text change; of two sets the one applied later wins as it is.
 */
export function rebaseBoth(second: readonly Operation[], first: readonly Operation[]): Rebased {
  let mine = [...second];
  const carried: Operation[] = [];
  for (let theirs of first) {
    if (theirs.op === 'edit') {
      mine = mine.map((operation) => {
        if (!isSameText(operation, theirs)) return operation;
        const over = (theirs as Edit).edit;
        theirs = withEdit(theirs as Edit, transformEdit(over, operation.edit, 'before'));
        return withEdit(operation, transformEdit(operation.edit, over, 'after'));
      });
    }
    if (!isIdle(theirs)) carried.push(theirs);
  }
  return { second: mine.filter((operation) => !isIdle(operation)), first: carried };
}

/** The operations carried over others that were applied in the meantime. */
export function rebase(pending: readonly Operation[], applied: readonly Operation[]): Operation[] {
  return rebaseBoth(pending, applied).second;
}
