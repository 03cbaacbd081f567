import { fieldOf } from './fields';
import type { Operation } from './operations';
import { folded } from './fold';
import { rebaseBoth } from './rebase';

interface Entry {
  /** What takes the change back. */
  operations: Operation[];
  /** Changes of one key that follow each other within a pause are one. */
  key: string | null;
  at: number;
}

const pauseMs = 1_000;
const entriesMax = 500;

/** Whether it names the thing in a field that holds an id. */
function refersTo(operation: Operation, id: string): boolean {
  if (operation.op === 'set') return operation.value === id && fieldOf(operation.in, operation.field)?.type === 'id';
  if (operation.op !== 'add') return false;
  return Object.entries(operation.value).some(([field, value]) => value === id && fieldOf(operation.in, field)?.type === 'id');
}

/** Whether somebody did later what taking back would undo for them. */
function isOvertaken(back: Operation, later: Operation): boolean {
  const same = back.in === later.in && back.id === later.id;
  if (back.op === 'set') return same && later.op === 'set' && later.field === back.field;
  if (back.op === 'restore') return same && (later.op === 'remove' || later.op === 'restore');
  if (back.op === 'remove') return same || refersTo(later, back.id);
  return false;
}

/** The last one is for the document as it is; each one below it for the document after those above it. */
function carried(stack: Entry[], remote: readonly Operation[]): Entry[] {
  let over = [...remote];
  const above = stack.map((entry) => entry).reverse().map((entry) => {
    const { second, first } = rebaseBoth(entry.operations, over);
    const operations = second.filter((back) => !over.some((later) => isOvertaken(back, later)));
    over = first;
    return { ...entry, operations };
  });
  return above.reverse().filter(({ operations }) => operations.length > 0);
}

/** What one person can take back and do again here, kept true while others change the same map. */
export class History {
  private undone: Entry[] = [];
  private done: Entry[] = [];

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  record(inverse: Operation[], key: string | null, at: number): void {
    this.undone = [];
    if (inverse.length === 0) return;
    const last = this.done.at(-1);
    if (last && key !== null && last.key === key && at - last.at < pauseMs) {
      const operations = last.operations.reduce<Operation[]>((list, operation) => folded(list, operation), inverse);
      this.done[this.done.length - 1] = { operations, key, at };
    } else this.done.push({ operations: inverse, key, at });
    if (this.done.length > entriesMax) this.done.shift();
  }

  /** What takes the last change back; the caller applies it and gives its inverse to `undid`. */
  nextUndo(): Operation[] | null {
    return this.done.pop()?.operations ?? null;
  }

  nextRedo(): Operation[] | null {
    return this.undone.pop()?.operations ?? null;
  }

  undid(inverse: Operation[]): void {
    if (inverse.length > 0) this.undone.push({ operations: inverse, key: null, at: 0 });
  }

  redid(inverse: Operation[]): void {
    if (inverse.length > 0) this.done.push({ operations: inverse, key: null, at: 0 });
  }

  /** Others changed what the document shows. */
  carry(remote: readonly Operation[]): void {
    this.done = carried(this.done, remote);
    this.undone = carried(this.undone, remote);
  }

  forget(): void {
    this.done = [];
    this.undone = [];
  }
}
