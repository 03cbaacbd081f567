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
