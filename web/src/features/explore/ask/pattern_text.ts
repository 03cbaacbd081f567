/** The name that is being written in a pattern: where its quotation mark is, and what is there so far. */
export interface OpenName {
  from: number;
  quote: '"' | "'";
  text: string;
}

/** The quoted name the caret stands in; null outside of quotes. A backslash keeps a quote from ending it. */
export function openName(pattern: string, caret: number): OpenName | null {
  let open: OpenName | null = null;
  for (let at = 0; at < caret; at += 1) {
    const sign = pattern[at] as string;
    if (open === null) {
      if (sign === '"' || sign === "'") open = { from: at, quote: sign, text: '' };
    } else if (sign === '\\') {
      open.text += pattern[at + 1] ?? '';
      at += 1;
    } else if (sign === open.quote) {
      open = null;
    } else {
      open.text += sign;
    }
  }
  return open;
}

const quoted = (name: string, quote: string) =>
  quote + name.replace(/\\/g, '\\\\').replaceAll(quote, `\\${quote}`) + quote;

/** The pattern with the open name completed, and where the caret then stands. */
export function completeName(pattern: string, caret: number, name: string): { pattern: string; caret: number } {
  const open = openName(pattern, caret);
  if (open === null) {
    const before = pattern.slice(0, caret);
    const gap = before === '' || before.endsWith(' ') || before.endsWith('(') || before.endsWith('!') ? '' : ' ';
    const added = gap + quoted(name, '"') + ' ';
    return { pattern: before + added + pattern.slice(caret).trimStart(), caret: caret + added.length };
  }
  // The rest of the name behind the caret, up to its own quotation mark, gives way.
  const rest = pattern.slice(caret);
  const end = rest.indexOf(open.quote);
  const after = end >= 0 && !/["']/.test(rest.slice(0, end)) ? rest.slice(end + 1) : rest;
  const written = quoted(name, open.quote) + (after.startsWith(' ') ? '' : ' ');
  return { pattern: pattern.slice(0, open.from) + written + after, caret: open.from + written.length };
}

/** "… at character 12 …": where a pattern is wrong, counted from 1; null when nothing says so. */
export function placeOfProblem(message: string): number | null {
  const [, place] = /character (\d+)/i.exec(message) ?? [];
  return place === undefined ? null : Number(place);
}
