import { collections, fieldOf, fieldsIn, isIdOf, isPart, type CollectionName, type Field, type MapDocument, type PartName, type Thing } from './fields';
import { applyEdit, canonical, invertEdit, isBroken, reach, characters, type TextEdit } from './text_edit';
import { isDefault, isText, limits, wrongIn } from './values';

export interface Add { op: 'add'; in: CollectionName; id: string; value: Thing }
export interface Set { op: 'set'; in: PartName; id: string; field: string; value: unknown }
export interface Edit { op: 'edit'; in: PartName; id: string; field: string; edit: TextEdit }
export interface Remove { op: 'remove'; in: CollectionName; id: string }
export interface Restore { op: 'restore'; in: CollectionName; id: string }
export type Operation = Add | Set | Edit | Remove | Restore;

/** An operation that the document does not take; `place` says where: "operations[1].id". */
export class Refused extends Error {
  constructor(readonly place: string, sentence: string) {
    super(sentence);
    this.name = 'Refused';
  }
}

export function thingIn(document: MapDocument, part: PartName, id: string): Thing | undefined {
  if (part === 'about') return id === 'about' ? (document.about as Thing) : undefined;
  const things = document[part] as Record<string, Thing>;
  return Object.hasOwn(things, id) ? things[id] : undefined;
}

export function textIn(document: MapDocument, part: PartName, id: string, field: string): string {
  return (thingIn(document, part, id)?.[field] as string | undefined) ?? '';
}

/** A document that is being changed: what the change touches is copied once, all else is shared with the one before. */
class Draft {
  readonly document: MapDocument;
  private readonly copied = new Set<string>();
  private things: number | undefined;

  constructor(before: MapDocument) {
    this.document = { ...before };
  }

  put(part: PartName, id: string, thing: Thing): void {
    if (part === 'about') {
      this.document.about = thing as MapDocument['about'];
      return;
    }
    if (!this.copied.has(part)) {
      this.copied.add(part);
      Object.assign(this.document, { [part]: { ...this.document[part] } });
    }
    (this.document[part] as Record<string, Thing>)[id] = thing;
  }

  /** Counts one more thing; false when that is too many. */
  grow(): boolean {
    this.things ??= collections.reduce((sum, part) => sum + Object.keys(this.document[part]).length, 0);
    this.things += 1;
    return this.things <= limits.things;
  }
}

function without(thing: Thing, field: string): Thing {
  const { [field]: _, ...rest } = thing;
  return rest;
}

function withField(thing: Thing, name: string, field: Field, value: unknown): Thing {
  return isDefault(field, value) ? without(thing, name) : { ...thing, [name]: value };
}

function checkValue(document: MapDocument, field: Field, value: unknown, place: string): void {
  const wrong = wrongIn(field, value);
  if (wrong !== null) throw new Refused(place + wrong, 'The field cannot hold this.');
  if (field.type === 'id' && value !== null && !thingIn(document, field.of as PartName, value as string)) {
    throw new Refused(place, `There is no such thing among the ${field.of}.`);
  }
}

function add(draft: Draft, { in: part, id, value }: Add, place: string): void {
  if ((part as PartName) === 'about') throw new Refused(`${place}.in`, 'A map has one of these, which is there already.');
  if (!isIdOf(part, id) || thingIn(draft.document, part, id)) throw new Refused(`${place}.id`, 'The id is not new, or not one of this part.');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Refused(`${place}.value`, 'The thing is missing.');
  let thing: Thing = {};
  for (const [name, given] of Object.entries(value)) {
    const field = fieldOf(part, name);
    if (!field) throw new Refused(`${place}.value.${name}`, 'There is no such field.');
    checkValue(draft.document, field, given, `${place}.value.${name}`);
    thing = withField(thing, name, field, given);
  }
  for (const [name, field] of fieldsIn(part)) {
    if (field.required && !Object.hasOwn(thing, name)) throw new Refused(`${place}.value.${name}`, 'The field is missing.');
  }
  if (!draft.grow()) throw new Refused(place, `A map has at most ${limits.things} things.`);
  draft.put(part, id, thing);
}

function checkEdit(edit: unknown, text: string, place: string): TextEdit {
  const fine = (part: unknown) => (typeof part === 'number' ? Number.isSafeInteger(part) && part !== 0 : typeof part === 'string' && part !== '' && !isBroken(part));
  if (!Array.isArray(edit)) throw new Refused(place, 'The edit is a list.');
  const wrong = edit.findIndex((part) => !fine(part));
  if (wrong >= 0) throw new Refused(`${place}[${wrong}]`, 'An edit is of numbers that are not 0 and texts that are not empty.');
  if (reach(edit as TextEdit) > characters(text)) throw new Refused(place, 'The edit reaches beyond the end of the text.');
  return edit as TextEdit;
}

function applyOne(draft: Draft, operation: Operation, place: string): void {
  const { in: part, id } = operation;
  if (!['add', 'set', 'edit', 'remove', 'restore'].includes(operation.op)) throw new Refused(`${place}.op`, 'There is no such operation.');
  if (!isPart(part)) throw new Refused(`${place}.in`, 'There is no such part.');
  if (operation.op === 'add') return add(draft, operation, place);
  if ((operation.op === 'remove' || operation.op === 'restore') && (part as PartName) === 'about') throw new Refused(`${place}.in`, 'A map keeps what it is about.');
  const thing = thingIn(draft.document, part, id);
  if (!thing) throw new Refused(`${place}.id`, 'There is no such thing.');
  if (operation.op === 'remove') return draft.put(part, id, { ...thing, removed: true });
  if (operation.op === 'restore') return draft.put(part, id, without(thing, 'removed'));
  const field = fieldOf(part, operation.field);
  if (!field || (field.type === 'text') !== (operation.op === 'edit')) throw new Refused(`${place}.field`, 'The field cannot be changed so.');
  if (operation.op === 'set') {
    if (operation.value === undefined) throw new Refused(`${place}.value`, 'The value is missing.');
    checkValue(draft.document, field, operation.value, `${place}.value`);
    return draft.put(part, id, withField(thing, operation.field, field, operation.value));
  }
  const text = (thing[operation.field] as string | undefined) ?? '';
  const after = applyEdit(text, checkEdit(operation.edit, text, `${place}.edit`));
  if (!isText(after)) throw new Refused(`${place}.edit`, `The text would have a control character or more than ${limits.textCharacters} characters.`);
  return draft.put(part, id, withField(thing, operation.field, field, after));
}

/** The document after all of the operations. Throws Refused at the first that it does not take; the one given stays as it is. */
export function apply(document: MapDocument, operations: readonly Operation[]): MapDocument {
  const draft = new Draft(document);
  operations.forEach((operation, index) => applyOne(draft, operation, `operations[${index}]`));
  return draft.document;
}

export interface Leftover { operation: Operation; why: Refused }

/** The document after those of the operations that it takes, and those it does not. */
export function applyWhatFits(document: MapDocument, operations: readonly Operation[]): { document: MapDocument; taken: Operation[]; refused: Leftover[] } {
  const draft = new Draft(document);
  const taken: Operation[] = [];
  const refused: Leftover[] = [];
  operations.forEach((operation, index) => {
    try {
      applyOne(draft, operation, `operations[${index}]`);
      taken.push(operation);
    } catch (why) {
      if (!(why instanceof Refused)) throw why;
      refused.push({ operation, why });
    }
  });
  return { document: draft.document, taken, refused };
}

function inverseOf(document: MapDocument, operation: Operation): Operation | null {
  const { in: part, id } = operation;
  if (operation.op === 'add') return { op: 'remove', in: operation.in, id };
  const thing = thingIn(document, part, id) ?? {};
  switch (operation.op) {
    case 'remove': return thing.removed ? null : { op: 'restore', in: operation.in, id };
    case 'restore': return thing.removed ? { op: 'remove', in: operation.in, id } : null;
    case 'set': return { op: 'set', in: part, id, field: operation.field, value: thing[operation.field] ?? null };
    case 'edit': return { op: 'edit', in: part, id, field: operation.field, edit: invertEdit((thing[operation.field] as string | undefined) ?? '', canonical(operation.edit)) };
  }
}

/** The document after the operations, and those that lead back. What was added is removed then. */
export function applyAndInvert(document: MapDocument, operations: readonly Operation[]): { document: MapDocument; inverse: Operation[] } {
  const draft = new Draft(document);
  const inverse: Operation[] = [];
  operations.forEach((operation, index) => {
    const back = isPart(operation.in) ? inverseOf(draft.document, operation) : null;
    applyOne(draft, operation, `operations[${index}]`);
    if (back && !(back.op === 'edit' && back.edit.length === 0)) inverse.push(back);
  });
  return { document: draft.document, inverse: inverse.reverse() };
}

export function invert(document: MapDocument, operations: readonly Operation[]): Operation[] {
  return applyAndInvert(document, operations).inverse;
}
