import { expect, test } from 'vitest';
import { Random } from '../../engine/testing/random';
import { overlap, placeLabels, type Box, type LabelWish } from './curve_labels';

const room = { width: 1050, height: 128 };

test('words stand beside their point where nothing else is', () => {
  const [label] = placeLabels([{ x: 75, y: 100, width: 60, text: '−1.6 · trough', tone: 'trough' }], room, [], []);
  expect(label?.box.left).toBeGreaterThan(75);
  expect(label!.box.top + label!.box.height).toBeLessThanOrEqual(128);
});

test('words never cover words, nor leave the lane', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = new Random(seed);
    const wishes = Array.from({ length: 1 + random.below(8) }, (): LabelWish => ({ x: 75 + 150 * random.below(7), y: 8 + random.below(112), width: 40 + random.below(180), text: 'x', tone: 'quiet' }));
    const notes = Array.from({ length: random.below(7) }, (_, at): Box => ({ left: at * 150, top: 108, width: 150, height: 20 }));
    const labels = placeLabels(wishes, room, notes, wishes.map(({ x, y }) => ({ left: x - 7, top: y - 7, width: 14, height: 14 })));
    const boxes = [...notes, ...labels.map(({ box }) => box)];
    for (const [at, one] of boxes.entries()) {
      expect(one.left >= 0 && one.left + one.width <= room.width && one.top >= 0 && one.top + one.height <= room.height, `seed ${seed}`).toBe(true);
      for (const other of boxes.slice(at + 1)) expect(overlap(one, other), `seed ${seed}`).toBe(0);
    }
    expect(labels.length, `seed ${seed}`).toBeGreaterThan(0);
  }
});
