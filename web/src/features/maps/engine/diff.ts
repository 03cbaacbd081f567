import { collections, fieldOf, fieldsIn, type CollectionName, type MapDocument, type PartName, type Thing } from './fields';
import type { Operation } from './operations';
import { editBetween } from './text_edit';

export interface FieldChange {
  field: string;
  /** undefined: the default. */
  before: unknown;
  after: unknown;
}

export interface ThingChange {
  in: PartName;
  id: string;
  what: 'added' | 'removed' | 'changed';
  fields: FieldChange[];
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame((a as Thing)[key], (b as Thing)[key]));
}

function fieldChanges(part: PartName, before: Thing, after: Thing): FieldChange[] {
  return [...fieldsIn(part).keys()]
    .filter((field) => !isSame(before[field], after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

const isThere = (thing: Thing | undefined): thing is Thing => thing !== undefined && thing.removed !== true;

function thingChange(part: CollectionName, id: string, before: Thing | undefined, after: Thing | undefined): ThingChange | null {
  if (before === after || (!isThere(before) && !isThere(after))) return null;
  if (!isThere(before)) return { in: part, id, what: 'added', fields: fieldChanges(part, {}, after as Thing) };
  if (!isThere(after)) return { in: part, id, what: 'removed', fields: fieldChanges(part, before, {}) };
  const fields = fieldChanges(part, before, after);
  return fields.length > 0 ? { in: part, id, what: 'changed', fields } : null;
}

/** What is different between two revisions of a map: a thing that was removed is gone, one that was restored is new. */
export function difference(before: MapDocument, after: MapDocument): ThingChange[] {
  const changes: ThingChange[] = [];
  const about = fieldChanges('about', before.about as Thing, after.about as Thing);
  if (about.length > 0) changes.push({ in: 'about', id: 'about', what: 'changed', fields: about });
  for (const part of collections) {
    const [old, now] = [before[part] as Record<string, Thing>, after[part] as Record<string, Thing>];
    if (old === now) continue;
    for (const id of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const change = thingChange(part, id, old[id], now[id]);
      if (change) changes.push(change);
    }
  }
  return changes;
}

/** Operations that lead from one revision to the other: what is only in the first is removed, nothing is forgotten. */
export function leading(from: MapDocument, to: MapDocument): Operation[] {
  const operations: Operation[] = [];
  const fields = (part: PartName, id: string, before: Thing, after: Thing) => {
    for (const { field } of fieldChanges(part, before, after)) {
      if (fieldOf(part, field)?.type === 'text') operations.push({ op: 'edit', in: part, id, field, edit: editBetween((before[field] as string | undefined) ?? '', (after[field] as string | undefined) ?? '') });
      else operations.push({ op: 'set', in: part, id, field, value: after[field] ?? null });
    }
  };
  fields('about', 'about', from.about as Thing, to.about as Thing);
  for (const part of collections) {
    const [old, then] = [from[part] as Record<string, Thing>, to[part] as Record<string, Thing>];
    for (const [id, after] of Object.entries(then)) {
      const before = old[id];
      const { removed, ...value } = after;
      if (before) fields(part, id, before, after);
      else operations.push({ op: 'add', in: part, id, value });
      if ((removed === true) !== (before?.removed === true)) operations.push({ op: removed ? 'remove' : 'restore', in: part, id });
    }
    for (const [id, before] of Object.entries(old)) if (!then[id] && !before.removed) operations.push({ op: 'remove', in: part, id });
  }
  return operations;
}
