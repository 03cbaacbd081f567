import type { By, PathsDocument, Predicate } from '../../../api';

/** What a path question is anchored to. */
export type PathsMode = 'after' | 'before' | 'between' | 'around' | 'first';

export function modeOf(document: PathsDocument): PathsMode {
  if (document.around !== undefined) return 'around';
  if (document.start !== undefined) return document.end === undefined ? 'after' : 'between';
  return document.end === undefined ? 'first' : 'before';
}

/** The same question in another mode; its anchors are kept as far as the mode has room for them. */
export function inMode(document: PathsDocument, mode: PathsMode): PathsDocument {
  const { start, end, around, ...rest } = document;
  const anchor = start ?? around ?? end ?? {};
  if (mode === 'after') return { ...rest, start: anchor };
  if (mode === 'before') return { ...rest, end: end ?? anchor };
  if (mode === 'around') return { ...rest, around: anchor };
  if (mode === 'between') return { ...rest, start: start ?? around ?? {}, end: end ?? {} };
  return rest;
}

/** What a node of the picture stands for, as a predicate; to ask on from there. */
export function nodePredicate(label: string, by: By | undefined): Predicate {
  if (typeof by === 'object') return { property: by.property, op: 'is', value: label };
  return { [by ?? 'event']: label } as Predicate;
}

export function startAt(document: PathsDocument, label: string): PathsDocument {
  return { ...inMode(document, 'first'), start: nodePredicate(label, document.by) };
}
