/** Between two strokes of a hatching, in pixels. */
const apart = 6;

/** Diagonal strokes over a box: what is not over yet is hatched, also in a file and without colour. */
export function hatchPath(x: number, y: number, width: number, height: number): string {
  let path = '';
  for (let offset = apart; offset < width + height; offset += apart) {
    const [x0, y0] = offset <= height ? [0, offset] : [offset - height, height];
    const [x1, y1] = offset <= width ? [offset, 0] : [width, offset - width];
    path += `M${round(x + x0)} ${round(y + y0)}L${round(x + x1)} ${round(y + y1)}`;
  }
  return path;
}

const round = (value: number) => Math.round(value * 10) / 10;
