import { expect, test } from 'vitest';
import { timeLabels } from './time_labels';

const days = (from: string, n: number) =>
  Array.from({ length: n }, (_, at) => new Date(Date.parse(`${from}T12:00:00Z`) + at * 86_400_000).toISOString().slice(0, 10));
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const name = (from: string) => `${Number(from.slice(8))} ${months[Number(from.slice(5, 7)) - 1]} ${from.slice(0, 4)}`;

test('the year stands with the first label and where it changes', () => {
  expect(timeLabels(['2025-12-29', '2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02'], 100, name).map(({ text }) => text)).toEqual([
    '29 Dec 2025', '30 Dec', '31 Dec', '1 Jan 2026', '2 Jan',
  ]);
});

test('labels never touch, however close the moments are', () => {
  for (const step of [0.5, 3, 5.9, 17, 40, 200]) {
    const labels = timeLabels(days('2025-12-01', 182), step, name);
    expect(labels[0], `${step}`).toEqual({ at: 0, text: '1 Dec 2025' });
    // The first begins at its moment, the others stand in the middle of theirs.
    const boxes = labels.map(({ at, text }, index) => {
      const width = text.length * 6;
      const left = at * step - (index === 0 ? 0 : width / 2);
      return { left, right: left + width };
    });
    for (let at = 1; at < boxes.length; at += 1) expect(boxes[at]!.left, `${step}: ${at}`).toBeGreaterThan(boxes[at - 1]!.right);
  }
});
