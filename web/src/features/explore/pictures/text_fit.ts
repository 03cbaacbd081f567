/** Mean width of a letter of Inter as a share of its size; measured on English names. */
const letterShare = 0.56;

/** A text cut to the room it has, with an ellipsis; without measuring, so that layouts stay pure. */
export function fitted(text: string, width: number, size: number): string {
  const room = Math.floor(width / (size * letterShare));
  if (text.length <= room) return text;
  return room <= 1 ? '…' : `${text.slice(0, room - 1).trimEnd()}…`;
}
