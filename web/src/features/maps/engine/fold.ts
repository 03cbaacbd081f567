import { fieldOf } from './fields';
import type { Operation } from './operations';
import { applyEdit, composeEdits } from './text_edit';
import { limits } from './values';

function isSameThing(a: Operation, b: Operation): boolean {
  return a.in === b.in && a.id === b.id;
}

function lastIndex(list: readonly Operation[], fits: (operation: Operation) => boolean): number {
  for (let at = list.length - 1; at >= 0; at -= 1) if (fits(list[at] as Operation)) return at;
  return -1;
}

/**
 * The list with one more operation that was made after them, in as few as will do: what is typed becomes one edit, a
 * field that is set twice is set once. Operations of different fields do not depend on each other, but for ids, which
 * are added before they are referred to.
 */
export function folded(list: readonly Operation[], next: Operation): Operation[] {
  const replaced = (at: number, by: Operation) => list.map((operation, index) => (index === at ? by : operation));
  if (next.op === 'edit') {
    const at = lastIndex(list, (each) => isSameThing(each, next) && (each.op === 'add' || (each.op === 'edit' && each.field === next.field)));
    const before = list[at];
    if (before?.op === 'edit') {
      const edit = composeEdits(before.edit, next.edit);
      return edit.length === 0 ? list.filter((_, index) => index !== at) : replaced(at, { ...before, edit });
    }
    if (before?.op === 'add') {
      const text = applyEdit((before.value[next.field] as string | undefined) ?? '', next.edit);
      return replaced(at, { ...before, value: { ...before.value, [next.field]: text } });
    }
  }
  if (next.op === 'set') {
    const rest = list.filter((each) => !(each.op === 'set' && isSameThing(each, next) && each.field === next.field));
    const at = rest.findIndex((each) => each.op === 'add' && isSameThing(each, next));
    const added = rest[at];
    if (added?.op !== 'add' || fieldOf(next.in, next.field)?.type === 'id') return [...rest, next];
    return rest.map((each, index) => (index === at ? { ...added, value: { ...added.value, [next.field]: next.value } } : each));
  }
  if (next.op === 'remove' || next.op === 'restore') {
    return [...list.filter((each) => !((each.op === 'remove' || each.op === 'restore') && isSameThing(each, next))), next];
  }
  return [...list, next];
}

/** How many of the first operations go into one change. */
export function changeLength(list: readonly Operation[]): number {
  let size = 200;
  let count = 0;
  // Three bytes are the most that one unit of a text takes.
  for (const operation of list.slice(0, limits.operations)) {
    size += 3 * JSON.stringify(operation).length + 1;
    if (size > limits.changeBytes && count > 0) break;
    count += 1;
  }
  return count;
}
