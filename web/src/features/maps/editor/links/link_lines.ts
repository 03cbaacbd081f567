import type { Link } from '../../engine/fields';
import { freshId } from '../../engine/fields';
import type { Operation } from '../../engine/operations';
import type { Seen, Visible } from '../../engine/visible';
import { columnWidth } from '../geometry';

export const linkKinds = ['branch', 'loop', 'skip'] as const;
export type LinkKind = (typeof linkKinds)[number];
export const linkWords: Record<LinkKind, { title: string; what: string }> = {
  branch: { title: 'branch', what: 'Some go this way instead' },
  loop: { title: 'loop', what: 'Some come back here' },
  skip: { title: 'skip', what: 'Some leave steps out' },
};

/** A link as it is drawn over the heads of the steps. */
export interface LinkLine {
  id: string;
  kind: LinkKind;
  label: string;
  /** Columns. */
  from: number;
  to: number;
  /** Where it leaves and where it arrives, in pixels from the first step. */
  start: number;
  end: number;
  /** Counted from the steps upwards. */
  track: number;
}

export interface LinkPicture {
  lines: readonly LinkLine[];
  /** How many links begin or end at a column, where there are too many to draw all. */
  counts: ReadonlyMap<number, number> | null;
  /** How high the band over the steps is; 0 without links. */
  height: number;
}

export const trackHeight = 19;
const tracksMax = 4;
const bandFoot = 9;
export const countHeight = 20;
/** Links leave a step to the right of its middle and arrive to the left of it. */
const besideMiddle = 12;
const besideSelf = 45;
const gap = 6;

function lineOf(visible: Visible, { id, from, to, kind = 'branch', label = '' }: Seen<Link>): Omit<LinkLine, 'track'> {
  const [a, b] = [visible.columnOf.get(from) ?? 0, visible.columnOf.get(to) ?? 0];
  const beside = a === b ? besideSelf : besideMiddle;
  const middle = (column: number) => column * columnWidth + columnWidth / 2;
  return { id, kind, label, from: a, to: b, start: middle(a) + beside, end: middle(b) - beside };
}

const length = ({ start, end }: Pick<LinkLine, 'start' | 'end'>) => Math.abs(end - start);

/** Short ones below, so that what runs within another stands under it. */
function inTracks(lines: readonly Omit<LinkLine, 'track'>[]): LinkLine[] {
  const tracks: { low: number; high: number }[][] = [];
  return [...lines]
    .sort((a, b) => length(a) - length(b) || a.start - b.start || (a.id < b.id ? -1 : 1))
    .map((line) => {
      const [low, high] = [Math.min(line.start, line.end), Math.max(line.start, line.end)];
      let track = tracks.findIndex((taken) => taken.every((other) => other.high + gap < low || high + gap < other.low));
      if (track < 0) track = tracks.push([]) - 1;
      tracks[track]?.push({ low, high });
      return { ...line, track };
    });
}

const tracksOf = (lines: readonly LinkLine[]) => lines.reduce((most, { track }) => Math.max(most, track + 1), 0);

/**
 * Where the links of a map are drawn. Where they would need more than four tracks each step says how many it has, and
 * those of the steps in `asked` alone are drawn, as many as there is room for.
 */
export function linkPicture(visible: Visible, asked: (line: Pick<LinkLine, 'id' | 'from' | 'to'>) => boolean = () => false): LinkPicture {
  const all = visible.links.map((link) => lineOf(visible, link));
  if (all.length === 0) return { lines: [], counts: null, height: 0 };
  const lines = inTracks(all);
  const tracks = tracksOf(lines);
  if (tracks <= tracksMax) return { lines, counts: null, height: tracks * trackHeight + bandFoot };
  const counts = new Map<number, number>();
  for (const { from, to } of all) for (const column of new Set([from, to])) counts.set(column, (counts.get(column) ?? 0) + 1);
  return { lines: inTracks(all.filter(asked)).filter(({ track }) => track < tracksMax), counts, height: tracksMax * trackHeight + bandFoot + countHeight };
}

/** The column in whose head the words of a link stand: that of its middle, or the nearest one in sight. */
export function wordsColumn({ start, end, from, to }: LinkLine, firstSeen: number, lastSeen: number): { column: number; x: number } | null {
  const [low, high] = [Math.max(Math.min(from, to), firstSeen), Math.min(Math.max(from, to), lastSeen)];
  if (low > high) return null;
  const middle = (start + end) / 2;
  const column = Math.floor(middle / columnWidth);
  if (column >= low && column <= high) return { column, x: middle - column * columnWidth };
  return { column: column < low ? low : high, x: columnWidth / 2 };
}

/** Up, along its track, and down again with rounded corners; ends in an arrow. */
export function linkPath({ start, end, track }: LinkLine, height: number): string {
  const y = height - bandFoot - (track + 0.5) * trackHeight;
  const bottom = height - 2;
  const by = end >= start ? 6 : -6;
  return `M${start} ${bottom}V${y + 6}Q${start} ${y} ${start + by} ${y}H${end - by}Q${end} ${y} ${end} ${y + 6}V${bottom}M${end - 4} ${bottom - 6}L${end} ${bottom}L${end + 4} ${bottom - 6}`;
}

export const trackTop = ({ track }: Pick<LinkLine, 'track'>, height: number): number => height - bandFoot - (track + 1) * trackHeight;

/** What a link between these steps most likely is: back is a loop, over others a skip. */
export function likelyKind(visible: Visible, from: string, to: string): LinkKind {
  const by = (visible.columnOf.get(to) ?? 0) - (visible.columnOf.get(from) ?? 0);
  return by <= 0 ? 'loop' : by > 1 ? 'skip' : 'branch';
}

/** A link between two steps, or the one that is there already. */
export function addLink(visible: Visible, from: string, to: string, kind = likelyKind(visible, from, to)): { operations: Operation[]; id: string } {
  const known = visible.links.find((link) => link.from === from && link.to === to);
  if (known) return { operations: [], id: known.id };
  const id = freshId('links');
  return { operations: [{ op: 'add', in: 'links', id, value: { from, to, ...(kind === 'branch' ? {} : { kind }) } }], id };
}

/** Those of one step, as the property panel lists them. */
export function linksOf(visible: Visible, step: string): Seen<Link>[] {
  return visible.links.filter(({ from, to }) => from === step || to === step);
}
