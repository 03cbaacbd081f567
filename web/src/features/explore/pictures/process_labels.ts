import { alongPiece, loopReach, type Box, type Point } from './process_docks';
import { isLoop } from './process_order';

interface Labelled {
  edge: { from: string; to: string };
  key: string;
  points: Point[];
  label: Point | null;
}

export const labelSize = { width: 38, height: 16 };
/** How far a repeat and its label reach out of their activity. */
export const loopRoom = loopReach + 5 + labelSize.width;
/** Where along a piece a label may stand, best first. */
const stops = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8];
const samples = 14;

/**
 * Puts labels on their lines where they cover neither an activity nor another label, and as few
 * other lines as can be. Strong edges choose first; one without room goes without.
 */
export function placeLabels(boxes: Box[], edges: Labelled[], wanted: ReadonlySet<string>): void {
  const taken: Box[] = boxes.map(({ x, y, width, height }) => ({ x: x - 2, y: y - 1, width: width + 4, height: height + 2 }));
  const lines = edges.map((edge) => ({ edge, points: isLoop(edge.edge) ? edge.points : sampled(edge.points) }));
  for (const edge of edges) {
    if (!isLoop(edge.edge) || !wanted.has(edge.key)) continue;
    const [first] = edge.points;
    if (!first) continue;
    edge.label = { x: first.x + loopReach + labelSize.width / 2 + 5, y: first.y + 11 };
    taken.push(boxAt(edge.label));
  }
  for (const edge of edges) {
    if (isLoop(edge.edge) || !wanted.has(edge.key)) continue;
    let best: { at: Point; cost: number } | null = null;
    for (const [rank, at] of candidates(edge.points).entries()) {
      const box = boxAt(at);
      if (taken.some((each) => overlap(each, box))) continue;
      const covered = lines.filter((line) => line.edge !== edge && line.points.some((point) => inside(point, box))).length;
      const cost = covered + rank / 100;
      if (best === null || cost < best.cost) best = { at, cost };
    }
    if (best === null) continue;
    edge.label = best.at;
    taken.push(boxAt(best.at));
  }
}

function candidates(points: Point[]): Point[] {
  const pieces = points.slice(1).map((to, index) => ({ from: points[index] as Point, to }));
  const middle = (pieces.length - 1) / 2;
  // In the middle of a long edge first, then outwards.
  return pieces
    .map((piece, index) => ({ ...piece, far: Math.abs(index - middle) }))
    .sort((a, b) => a.far - b.far)
    .flatMap(({ from, to }) => stops.map((stop) => alongPiece(from, to, stop)));
}

function sampled(points: Point[]): Point[] {
  return points.slice(1).flatMap((to, index) =>
    Array.from({ length: samples }, (_, step) => alongPiece(points[index] as Point, to, step / (samples - 1))),
  );
}

const boxAt = (at: Point): Box => ({
  x: at.x - labelSize.width / 2, y: at.y - labelSize.height / 2, width: labelSize.width, height: labelSize.height,
});

export const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const inside = ({ x, y }: Point, box: Box) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
