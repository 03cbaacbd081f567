/** Somebody who can be mentioned. */
export interface Mentionable {
  id: string;
  name: string;
}

export interface MentionStart {
  /** Where the @ stands, and where the caret is. */
  from: number;
  to: number;
  /** What was written after the @. */
  query: string;
}

const queryMax = 40;
const shownMax = 8;
const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_]/u.test(character);

/** What is being written after an @ before the caret; null: no mention is. */
export function mentionAt(text: string, caret: number): MentionStart | null {
  const from = text.lastIndexOf('@', caret - 1);
  if (from < 0 || caret - from - 1 > queryMax || isLetter(text[from - 1])) return null;
  const query = text.slice(from + 1, caret);
  return query.includes('\n') || query.startsWith(' ') ? null : { from, to: caret, query };
}

/** Whose name, or a word of it, begins so; names that do first. */
export function matching<M extends Mentionable>(people: readonly M[], query: string): M[] {
  const wanted = query.toLocaleLowerCase();
  const rank = ({ name }: Mentionable) => {
    const lower = name.toLocaleLowerCase();
    if (lower.startsWith(wanted)) return 0;
    return lower.split(/[\s-]+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .map((one) => ({ one, rank: rank(one) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank || a.one.name.localeCompare(b.one.name))
    .slice(0, shownMax)
    .map(({ one }) => one);
}

export function withMention(text: string, { from, to }: MentionStart, name: string): { text: string; caret: number } {
  const rest = text.slice(to);
  const written = `@${name}${/^[\s.,;:!?)]/.test(rest) ? '' : ' '}`;
  return { text: text.slice(0, from) + written + rest, caret: from + written.length };
}

export interface Piece {
  text: string;
  /** Who is mentioned here. */
  person?: Mentionable;
}

/** A text cut into what is said and who is mentioned; of two names that fit, the longer one. */
export function piecesOf(text: string, people: readonly Mentionable[]): Piece[] {
  const longestFirst = people.filter(({ name }) => name !== '').sort((a, b) => b.name.length - a.name.length);
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at < from || isLetter(text[at - 1])) continue;
    const person = longestFirst.find(({ name }) => text.startsWith(name, at + 1) && !isLetter(text[at + 1 + name.length]));
    if (!person) continue;
    if (at > from) pieces.push({ text: text.slice(from, at) });
    from = at + 1 + person.name.length;
    pieces.push({ text: text.slice(at, from), person });
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The ids of those whom a text mentions, each once. */
export function mentionedIn(text: string, people: readonly Mentionable[]): string[] {
  return [...new Set(piecesOf(text, people).flatMap(({ person }) => (person ? [person.id] : [])))];
}
