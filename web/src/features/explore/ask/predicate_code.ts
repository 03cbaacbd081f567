import type { Predicate } from '../../../api';

/** Predicates that are one list of names have a short text: "event:Cart|Payment". */
const named = ['event', 'type', 'channel', 'source', 'touchpoint', 'stage'] as const;

const escape = (name: string) => name.replace(/[\\|]/g, (sign) => `\\${sign}`);

function unescapedList(text: string): string[] {
  const names = [''];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (sign === '|') names.push('');
    else names[names.length - 1] += sign === '\\' ? (text[(at += 1)] ?? '') : sign;
  }
  return names;
}

/** How a predicate stands in the address: a short text where there is one, else the object. */
export function encodePredicate(predicate: Predicate): string | Predicate {
  const entries = Object.entries(predicate);
  const [name, value] = entries[0] ?? [];
  if (entries.length === 1 && named.some((each) => each === name)) {
    // A list of one and a list of none would come back as something else.
    if (typeof value === 'string') return `${name}:${escape(value)}`;
    if (Array.isArray(value) && value.length > 1) return `${name}:${value.map(escape).join('|')}`;
  }
  return predicate;
}

/** Undefined when it is not a predicate at all: a mangled link loses only what is mangled. */
export function decodePredicate(code: unknown): Predicate | undefined {
  if (code !== null && typeof code === 'object' && !Array.isArray(code)) return code as Predicate;
  if (typeof code !== 'string') return undefined;
  const colon = code.indexOf(':');
  const name = named.find((each) => each === code.slice(0, colon));
  if (name === undefined) return undefined;
  const names = unescapedList(code.slice(colon + 1));
  return { [name]: names.length === 1 ? names[0] : names } as Predicate;
}
