import { expect, test } from 'vitest';
import { emptyDocument, type MapDocument } from '../../engine/fields';
import { apply, type Operation } from '../../engine/operations';
import { visible as seeing } from '../../engine/visible';
import { addLink, likelyKind, linkPath, linkPicture, wordsColumn } from './link_lines';

const step = (at: number) => `stp_${String(at).padStart(12, '0')}`;

function map(count: number, links: [number, number][]): MapDocument {
  return apply(emptyDocument(), [
    { op: 'add', in: 'stages', id: 'stg_000000000000', value: { order: 'a0' } },
    ...Array.from({ length: count }, (_, at): Operation => ({ op: 'add', in: 'steps', id: step(at), value: { order: `a${String.fromCharCode(65 + Math.floor(at / 26))}${String.fromCharCode(65 + (at % 26))}`, stage: 'stg_000000000000' } })),
    ...links.map(([from, to], at): Operation => ({ op: 'add', in: 'links', id: `lnk_${String(at).padStart(12, '0')}`, value: { from: step(from), to: step(to) } })),
  ]);
}

const picture = (count: number, links: [number, number][]) => linkPicture(seeing(map(count, links)));

test('a map without links has no band', () => {
  expect(picture(5, [])).toEqual({ lines: [], counts: null, height: 0 });
});

test('what runs within another stands under it, and what is apart shares a track', () => {
  const { lines, height } = picture(9, [[0, 8], [1, 3], [5, 7], [2, 3]]);
  expect(lines.map(({ from, to, track }) => [from, to, track])).toEqual([[2, 3, 0], [1, 3, 1], [5, 7, 0], [0, 8, 2]]);
  expect(height).toBe(3 * 19 + 9);
});

test('no two links of a track touch, whatever the map', () => {
  let seed = 4711;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return (seed >> 8) % below;
  };
  for (let round = 0; round < 100; round += 1) {
    const start = seed;
    const { lines } = linkPicture(seeing(map(20, Array.from({ length: 1 + random(12) }, () => [random(20), random(20)]))), () => true);
    for (const a of lines) {
      for (const b of lines) {
        if (a === b || a.track !== b.track) continue;
        expect(Math.max(a.start, a.end) < Math.min(b.start, b.end) || Math.max(b.start, b.end) < Math.min(a.start, a.end), `seed ${start}`).toBe(true);
      }
    }
  }
});

test('hundreds of links become counts, and those of one step are drawn when asked', () => {
  const links = Array.from({ length: 300 }, (_, at): [number, number] => [at % 40, (at * 7) % 40]);
  const document = map(40, links);
  const { lines, counts, height } = linkPicture(seeing(document));
  expect(lines).toEqual([]);
  expect(height).toBeLessThan(110);
  expect([...(counts ?? new Map()).values()].reduce((sum, count) => sum + count, 0)).toBe(links.reduce((sum, [from, to]) => sum + (from === to ? 1 : 2), 0));
  const asked = linkPicture(seeing(document), ({ from }) => from === 3).lines;
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.every(({ from, track }) => from === 3 && track < 4)).toBe(true);
});

test('the words of a link stand at its middle, or at the nearest step in sight', () => {
  const [line] = picture(9, [[0, 8]]).lines;
  if (!line) throw new Error('no line');
  expect(wordsColumn(line, 0, 8)).toEqual({ column: 4, x: 75 });
  expect(wordsColumn(line, 6, 8)).toEqual({ column: 6, x: 75 });
  expect(wordsColumn({ ...line, from: 0, to: 1 }, 4, 8)).toBeNull();
  expect(linkPath(line, 28)).toBe('M87 26V15.5Q87 9.5 93 9.5H1257Q1263 9.5 1263 15.5V26M1259 20L1263 26L1267 20');
});

test('a link back is a loop, one over others a skip, and the same link is not made twice', () => {
  const visible = seeing(map(5, [[0, 2]]));
  expect([likelyKind(visible, step(3), step(1)), likelyKind(visible, step(2), step(2)), likelyKind(visible, step(0), step(4)), likelyKind(visible, step(0), step(1))]).toEqual(['loop', 'loop', 'skip', 'branch']);
  expect(addLink(visible, step(0), step(2))).toEqual({ operations: [], id: 'lnk_000000000000' });
  expect(addLink(visible, step(2), step(0)).operations[0]).toMatchObject({ op: 'add', in: 'links', value: { from: step(2), to: step(0), kind: 'loop' } });
});
