import { collections, emptyDocument, fieldsIn, parts, type CollectionName, type Field, type MapDocument, type PartName, type Thing } from '../fields';
import { apply, type Operation } from '../operations';
import { characters, type TextEdit } from '../text_edit';

/** Random numbers that begin again from the same seed (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

const scraps = ['a', 'bc', 'Zahlung', ' ', '\n', 'é', 'e\u0301', '😀', '👩‍💻', '日本', '"', '\\', '<b>', '\u2028', '=1+1', '-', 'ß'];
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function randomText(random: Random, most = 5): string {
  return Array.from({ length: 1 + random.below(most) }, () => random.pick(scraps)).join('');
}

export function randomId(random: Random, part: CollectionName): string {
  return parts[part].prefix + Array.from({ length: 12 + random.below(5) }, () => letters[random.below(62)]).join('');
}

export function randomEdit(random: Random, text: string): TextEdit {
  const edit: TextEdit = [];
  let left = characters(text);
  const pieces = 1 + random.below(4);
  for (let piece = 0; piece < pieces; piece += 1) {
    const what = random.below(3);
    if (what === 0 || left === 0) edit.push(randomText(random, 2));
    else {
      const count = 1 + random.below(Math.min(left, 6));
      left -= count;
      edit.push(what === 1 ? count : -count);
    }
  }
  return edit;
}

function randomValue(random: Random, document: MapDocument, field: Field): unknown {
  switch (field.type) {
    case 'text': return random.chance(0.2) ? '' : randomText(random);
    case 'line': return random.chance(0.2) ? '' : `line ${random.below(9)} é`;
    case 'link': return random.pick(['https://example.org/a?b=c', 'mailto:a@example.org', 'http://x']);
    case 'choice': return random.pick(field.choices ?? []);
    case 'order': return Array.from({ length: 1 + random.below(3) }, () => letters[random.below(62)]).join('');
    case 'id': return random.pick(Object.keys(document[field.of as CollectionName]));
    case 'reference': return `ref_${random.below(9)}`;
    case 'number': return (field.least ?? 0) + random.below((field.most ?? 0) - (field.least ?? 0) + 1) * (random.chance(0.5) ? 1 : 0.5);
    case 'yes': return random.chance(0.5);
    case 'date': return `2026-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`;
    case 'lines': return Array.from({ length: random.below(4) }, (_, at) => `line ${at} ${random.below(9)}`);
    case 'predicate': return { event: `Event ${random.below(5)}` };
    case 'data': return random.chance(0.3) ? {} : { n: random.below(9), deep: { list: [1, 'two', null, true] } };
  }
}

function fits(document: MapDocument, field: Field): boolean {
  return field.type !== 'id' || Object.keys(document[field.of as CollectionName]).length > 0;
}

export function randomThing(random: Random, document: MapDocument, part: CollectionName): Thing | null {
  const thing: Thing = {};
  for (const [name, field] of fieldsIn(part)) {
    if (!fits(document, field)) {
      if (field.required) return null;
    } else if (field.required || random.chance(0.4)) {
      const value = randomValue(random, document, field);
      if (value !== undefined) thing[name] = field.type === 'number' ? Math.min(field.most ?? 0, value as number) : value;
    }
  }
  return thing;
}

export interface Weights { text: number; set: number; add: number; remove: number; restore: number }
const evenly: Weights = { text: 4, set: 3, add: 2, remove: 1, restore: 1 };

function randomOne(random: Random, document: MapDocument, weights: Weights): Operation | null {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  let at = random.next() * total;
  const kind = (Object.keys(weights) as (keyof Weights)[]).find((each) => (at -= weights[each]) < 0) ?? 'text';
  if (kind === 'add') {
    const part = random.pick(collections);
    const value = randomThing(random, document, part);
    return value && { op: 'add', in: part, id: randomId(random, part), value };
  }
  const part: PartName = random.chance(0.15) ? 'about' : random.pick(collections);
  const id = part === 'about' ? 'about' : random.pick(Object.keys(document[part]));
  if (id === undefined) return null;
  if (kind === 'remove' || kind === 'restore') return part === 'about' ? null : { op: kind, in: part, id };
  const fields = [...fieldsIn(part)].filter(([, field]) => (field.type === 'text') === (kind === 'text') && fits(document, field));
  if (fields.length === 0) return null;
  const [name, field] = random.pick(fields);
  if (kind === 'text') {
    const thing = (part === 'about' ? document.about : document[part][id]) as Thing;
    return { op: 'edit', in: part, id, field: name, edit: randomEdit(random, (thing[name] as string | undefined) ?? '') };
  }
  const value = !field.required && random.chance(0.2) ? null : randomValue(random, document, field);
  return { op: 'set', in: part, id, field: name, value: field.type === 'number' && value !== null ? Math.min(field.most ?? 0, value as number) : value };
}

/** Operations that the document takes one after the other. */
export function randomOperations(random: Random, document: MapDocument, count: number, weights = evenly): Operation[] {
  const made: Operation[] = [];
  let now = document;
  while (made.length < count) {
    const one = randomOne(random, now, weights);
    if (!one) continue;
    now = apply(now, [one]);
    made.push(one);
  }
  return made;
}

export function randomDocument(random: Random, things: number): MapDocument {
  let document = emptyDocument();
  for (const part of ['stages', 'steps', 'lanes'] as const) {
    const value = randomThing(random, document, part);
    if (value) document = apply(document, [{ op: 'add', in: part, id: randomId(random, part), value }]);
  }
  return apply(document, randomOperations(random, document, things, { ...evenly, add: 8 }));
}
