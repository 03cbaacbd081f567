export interface Point {
  x: number;
  y: number;
}

/** The SVG path through points, broken where one is missing. */
export function brokenLine(points: (Point | null)[]): string {
  let pen = 'M';
  let path = '';
  for (const point of points) {
    if (point === null) {
      pen = 'M';
      continue;
    }
    path += `${pen}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    pen = 'L';
  }
  return path;
}

/** The SVG path of a band between two lines, in pieces where it is missing. */
export function bandPath(band: ({ x: number; low: number; high: number } | null)[]): string {
  const pieces: { x: number; low: number; high: number }[][] = [];
  let open = false;
  for (const each of band) {
    if (each === null) open = false;
    else if (open) pieces.at(-1)?.push(each);
    else {
      pieces.push([each]);
      open = true;
    }
  }
  return pieces
    .filter((piece) => piece.length > 1)
    .map((piece) => {
      const upper = piece.map((each) => `${each.x.toFixed(1)} ${each.high.toFixed(1)}`);
      const lower = [...piece].reverse().map((each) => `${each.x.toFixed(1)} ${each.low.toFixed(1)}`);
      return `M${[...upper, ...lower].join('L')}Z`;
    })
    .join('');
}

/** Even marks from the lowest to the highest, through 0 where that is among them. */
export function axisTicks(low: number, high: number, about = 4): number[] {
  const spread = high - low || Math.abs(high) || 1;
  const rough = spread / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999) ?? rough;
  const from = Math.floor(low / step + 1e-9);
  const to = Math.max(from + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: to - from + 1 }, (_, at) => Number(((from + at) * step).toPrecision(12)));
}
