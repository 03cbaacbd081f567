/** The SVG path of a small line: evenly spaced, highest value on top, broken where values miss. */
export function linePath(
  values: (number | null)[],
  width: number,
  height: number,
  margin: number,
): string {
  const present = values.filter((value): value is number => value !== null);
  if (present.length === 0) return '';
  const low = Math.min(...present);
  const spread = Math.max(...present) - low;
  const step = values.length > 1 ? (width - 2 * margin) / (values.length - 1) : 0;
  const y = (value: number) =>
    spread === 0 ? height / 2 : height - margin - ((value - low) / spread) * (height - 2 * margin);
  let pen = 'M';
  const parts: string[] = [];
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    parts.push(`${pen}${(margin + index * step).toFixed(1)} ${y(value).toFixed(1)}`);
    pen = 'L';
  });
  return parts.join('');
}

/** At most so many values, each the mean of its neighbours; a line cannot show more. */
export function thinned(values: (number | null)[], most: number): (number | null)[] {
  const group = Math.ceil(values.length / Math.max(1, Math.floor(most)));
  if (group <= 1) return values;
  const means: (number | null)[] = [];
  for (let from = 0; from < values.length; from += group) {
    const part = values.slice(from, from + group).filter((value) => value !== null);
    means.push(part.length === 0 ? null : part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  return means;
}
