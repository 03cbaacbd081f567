/**
 * How a text changes, from its beginning: a number keeps so many characters, a text is inserted, a negative number
 * takes away so many. What is not mentioned at the end is kept. Characters are Unicode code points.
 *
 * In canonical form nothing is empty, neighbours of a kind are one, what is inserted stands before what is taken away
 * at the same place, and nothing is kept at the end.
 */
export type TextEdit = (number | string)[];

/** How many code points. Half a surrogate pair counts as one. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether half a surrogate pair stands in it, which no UTF-8 can hold. */
export function isBroken(text: string): boolean {
  return loneSurrogate.test(text);
}

class Writer {
  readonly out: TextEdit = [];

  keep(count: number): void {
    if (count <= 0) return;
    const last = this.out.at(-1);
    if (typeof last === 'number' && last > 0) this.out[this.out.length - 1] = last + count;
    else this.out.push(count);
  }

  insert(text: string): void {
    if (text === '') return;
    const end = this.out.length - 1;
    const last = this.out[end];
    if (typeof last === 'string') this.out[end] = last + text;
    else if (typeof last === 'number' && last < 0) {
      const before = this.out[end - 1];
      if (typeof before === 'string') this.out[end - 1] = before + text;
      else this.out.splice(end, 0, text);
    } else this.out.push(text);
  }

  take(count: number): void {
    if (count <= 0) return;
    const last = this.out.at(-1);
    if (typeof last === 'number' && last < 0) this.out[this.out.length - 1] = last - count;
    else this.out.push(-count);
  }

  done(): TextEdit {
    const last = this.out.at(-1);
    if (typeof last === 'number' && last > 0) this.out.pop();
    return this.out;
  }
}

/** Hands out an edit in pieces as small as asked for. */
class Reader {
  private at = 0;
  private used = 0;

  constructor(private readonly edit: TextEdit) {}

  get ended(): boolean {
    return this.at >= this.edit.length;
  }

  /** The text that is to be inserted next, or null. */
  get inserted(): string | null {
    const part = this.edit[this.at];
    return typeof part === 'string' ? part : null;
  }

  skip(): void {
    this.at += 1;
    this.used = 0;
  }

  /** How many are kept (positive) or taken away (negative) next; at the end all that is left is kept. */
  get left(): number {
    const part = this.edit[this.at];
    if (part === undefined) return Infinity;
    return part as number > 0 ? (part as number) - this.used : (part as number) + this.used;
  }

  advance(count: number): void {
    if (this.ended) return;
    this.used += count;
    if (this.left === 0) this.skip();
  }
}

export function canonical(edit: TextEdit): TextEdit {
  const writer = new Writer();
  for (const part of edit) {
    if (typeof part === 'string') writer.insert(part);
    else if (part > 0) writer.keep(part);
    else writer.take(-part);
  }
  return writer.done();
}

/** How many characters a text must have at least to be edited so. */
export function reach(edit: TextEdit): number {
  return edit.reduce<number>((sum, part) => (typeof part === 'string' ? sum : sum + Math.abs(part)), 0);
}

/** The text after the edit. Throws a RangeError where the edit reaches beyond its end. */
export function applyEdit(text: string, edit: TextEdit): string {
  const before = [...text];
  if (reach(edit) > before.length) throw new RangeError('The edit reaches beyond the end of the text.');
  let at = 0;
  let after = '';
  for (const part of edit) {
    if (typeof part === 'string') after += part;
    else if (part > 0) {
      after += before.slice(at, at + part).join('');
      at += part;
    } else at -= part;
  }
  return after + before.slice(at).join('');
}

/** What brings the text before the edit back. */
export function invertEdit(text: string, edit: TextEdit): TextEdit {
  const before = [...text];
  const writer = new Writer();
  let at = 0;
  for (const part of edit) {
    if (typeof part === 'string') writer.take(characters(part));
    else if (part > 0) {
      writer.keep(part);
      at += part;
    } else {
      writer.insert(before.slice(at, at - part).join(''));
      at -= part;
    }
  }
  return writer.done();
}

/** One edit that does what both do, one after the other. */
export function composeEdits(first: TextEdit, second: TextEdit): TextEdit {
  const writer = new Writer();
  const later = new Reader(second);
  for (const part of first) {
    if (typeof part === 'number' && part < 0) {
      writer.take(-part);
      continue;
    }
    const text = typeof part === 'string' ? [...part] : null;
    const length = text ? text.length : (part as number);
    let at = 0;
    while (at < length) {
      if (later.inserted !== null) {
        writer.insert(later.inserted);
        later.skip();
        continue;
      }
      const { left } = later;
      const count = Math.min(length - at, Math.abs(left));
      if (left > 0) {
        if (text) writer.insert(text.slice(at, at + count).join(''));
        else writer.keep(count);
      } else if (!text) writer.take(count);
      later.advance(count);
      at += count;
    }
  }
  while (!later.ended) {
    const { inserted, left } = later;
    if (inserted !== null) writer.insert(inserted);
    else if (left > 0) writer.keep(left);
    else writer.take(-left);
    later.skip();
  }
  return writer.done();
}

/**
 * The edit carried over another one of the same text, which is done first. Where both insert at one place, what
 * `edit` inserts stands after what `over` inserted, or before it. What `over` took away is not taken away again.
 */
export function transformEdit(edit: TextEdit, over: TextEdit, place: 'after' | 'before' = 'after'): TextEdit {
  const writer = new Writer();
  const mine = new Reader(canonical(edit));
  const theirs = new Reader(canonical(over));
  while (!mine.ended) {
    if (mine.inserted !== null && (place === 'before' || theirs.inserted === null)) {
      writer.insert(mine.inserted);
      mine.skip();
      continue;
    }
    if (theirs.inserted !== null) {
      writer.keep(characters(theirs.inserted));
      theirs.skip();
      continue;
    }
    const count = Math.min(Math.abs(mine.left), Math.abs(theirs.left));
    if (theirs.left > 0) {
      if (mine.left > 0) writer.keep(count);
      else writer.take(count);
    }
    mine.advance(count);
    theirs.advance(count);
  }
  return writer.done();
}

/** What turns one text into another: the part between what both begin and end with is replaced. */
export function editBetween(before: string, after: string): TextEdit {
  const a = [...before];
  const b = [...after];
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const writer = new Writer();
  writer.keep(start);
  writer.insert(b.slice(start, b.length - end).join(''));
  writer.take(a.length - end - start);
  return writer.done();
}

/** Where a caret (in UTF-16 units, as the browser counts) stands after an edit by somebody else. */
export function moveCaret(text: string, caret: number, edit: TextEdit): number {
  const before = characters(text.slice(0, caret));
  let from = 0;
  let moved = before;
  for (const part of edit) {
    if (from > before) break;
    if (typeof part === 'string') {
      if (from < before) moved += characters(part);
    } else if (part > 0) from += part;
    else {
      moved -= Math.min(-part, Math.max(0, before - from));
      from -= part;
    }
  }
  return [...applyEdit(text, edit)].slice(0, Math.max(0, moved)).join('').length;
}
