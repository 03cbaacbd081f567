/** Mean width of a letter of Inter as a share of its size; measured on English names. */
const letterShare = 0.56;

/** A text cut to the room it has, with an ellipsis; without measuring, so that layouts stay pure. */
export function fitted(text: string, width: number, size: number): string {
  const room = Math.floor(width / (size * letterShare));
  if (text.length <= room) return text;
  return room <= 1 ? '…' : `${text.slice(0, room - 1).trimEnd()}…`;
}

/** About how wide letters of bold Inter are, as shares of their size; a little more rather than less. */
function letterWidth(letter: string): number {
  if ("iljtfrI.,:;'|!()[] -".includes(letter)) return 0.36;
  if ('mwMW@%'.includes(letter)) return 0.92;
  return /[A-Z0-9_&#+=<>]|[^\u0020-\u007e\u00c0-\u024f]/.test(letter) ? 0.7 : 0.585;
}

/** How many letters of a text there is room for. */
function lettersWithin(text: string, width: number, size: number): number {
  let [room, count] = [width / size, 0];
  for (const letter of text) {
    room -= letterWidth(letter);
    if (room < 0) break;
    count += letter.length;
  }
  return count;
}

/** A name on as many lines as it needs, two at most; broken after spaces and joining signs. */
export function wrapped(text: string, width: number, size: number): string[] {
  const room = Math.max(1, lettersWithin(text, width, size));
  if (text.length <= room) return [text];
  const at = Math.max(...[' ', '_', '-', '/'].map((sign) => text.slice(0, room + (sign === ' ' ? 1 : 0)).lastIndexOf(sign) + 1));
  const cut = at > room / 3 ? at : room;
  const rest = text.slice(cut).trimStart();
  const restRoom = lettersWithin(rest, width, size);
  const second = rest.length <= restRoom ? rest : `${rest.slice(0, Math.max(1, restRoom - 1)).trimEnd()}…`;
  return [text.slice(0, cut).trimEnd(), second];
}
