export interface SqlPlace {
  line: number;
  column: number;
}

/** "line 2, column 5", as the server says where a statement is wrong. */
export function readPlace(field: string | null): SqlPlace | null {
  const found = /^line (\d+), column (\d+)$/.exec(field ?? '');
  return found ? { line: Number(found[1]), column: Number(found[2]) } : null;
}

/** The part of the text that is wrong: the word at the place, or one character; columns count characters. */
export function spanAt(text: string, place: SqlPlace): { from: number; to: number } {
  const lines = text.split('\n');
  const line = lines[place.line - 1] ?? '';
  const before = lines.slice(0, place.line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const offset = [...line].slice(0, place.column - 1).join('').length;
  const from = Math.min(text.length, before + offset);
  const word = /^[\p{L}\p{N}_]+/u.exec(text.slice(from))?.[0] ?? text.slice(from, from + 1);
  return { from, to: Math.min(text.length, from + Math.max(1, word.length)) };
}
