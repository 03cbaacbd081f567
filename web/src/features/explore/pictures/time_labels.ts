/** Mean width of a letter of an axis' labels, and the room between two labels. */
const letter = 6.3;
const between = 14;

export interface TimeLabel {
  at: number;
  text: string;
}

/**
 * The names of moments along an axis that do not touch each other. `name` may end with a year, which is said
 * with the first label and where it changes.
 */
export function timeLabels(froms: string[], step: number, name: (from: string) => string): TimeLabel[] {
  const short = (from: string) => name(from).replace(/ \d{4}$/, '');
  const widest = Math.max(0, ...froms.map((from) => short(from).length));
  const every = Math.max(1, Math.ceil((widest * letter + between) / Math.max(0.01, step)));
  const labels: TimeLabel[] = [];
  let year = '';
  let free = -Infinity;
  for (let at = 0; at < froms.length; at += every) {
    const from = froms[at] ?? '';
    const full = name(from);
    const withYear = from.slice(0, 4) !== year;
    const text = withYear ? full : short(from);
    // A label with its year is wider than the others, which then make room.
    if (at * step - (text.length * letter) / 2 < free) continue;
    labels.push({ at, text });
    year = from.slice(0, 4);
    free = at * step + (text.length * letter * (labels.length === 1 ? 1 : 0.5)) + between / 2;
  }
  return labels;
}
