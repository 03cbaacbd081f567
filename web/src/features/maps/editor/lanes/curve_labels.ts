import { columnWidth } from '../layout';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Words that belong to a point of the curve. */
export interface LabelWish {
  x: number;
  y: number;
  width: number;
  text: string;
  tone: 'trough' | 'quiet';
}

export interface Label extends LabelWish {
  box: Box;
}

export const labelHeight = 15;
const gap = 10;

export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * Where the words of points stand: beside, below or above them, within the lane, where they cover neither other words
 * nor points. Who comes first is placed first. Where nothing is free, words never cover words: they are left out, and
 * stand in the tip of their point alone.
 */
export function placeLabels(wishes: readonly LabelWish[], room: { width: number; height: number }, words: readonly Box[], points: readonly Box[]): Label[] {
  const placed: Label[] = [];
  for (const wish of wishes) {
    const fits = candidates(wish, room).map((box) => ({
      box,
      text: sum([...words, ...placed.map((label) => label.box)], box),
      marks: sum(points, box),
    }));
    const free = fits.filter(({ text }) => text === 0);
    const best = free.find(({ marks }) => marks === 0) ?? free.sort((a, b) => a.marks - b.marks)[0];
    if (best) placed.push({ ...wish, box: best.box });
  }
  return placed;
}

function sum(others: readonly Box[], box: Box): number {
  return others.reduce((area, other) => area + overlap(box, other), 0);
}

/** Near first; then further up and down within a column's width to either side. */
function candidates({ x, y, width }: LabelWish, room: { width: number; height: number }): Box[] {
  const heights = [y + gap, y - gap - labelHeight, y - labelHeight / 2, 2, room.height - labelHeight - 2];
  for (let top = 2; top + labelHeight <= room.height - 2; top += labelHeight / 2) heights.push(top);
  const boxes: Box[] = [];
  for (const top of heights) {
    for (const left of [x + gap + 2, x - width / 2, x - width - gap - 2, x + columnWidth / 2, x - columnWidth / 2 - width]) {
      boxes.push({
        left: Math.min(Math.max(left, 4), Math.max(4, room.width - width - 4)),
        top: Math.min(Math.max(top, 1), room.height - labelHeight - 1),
        width, height: labelHeight,
      });
    }
  }
  return boxes;
}
