import { describe, expect, it } from 'vitest';
import type { PathLink, PathNode } from '../../../api';
import { nextMark } from './sankey_keys';
import { crossings, layoutSankey, ordered, ribbon, type SankeySize } from './sankey_layout';

const node = (id: string, value: number, role: PathNode['role'] = 'event') =>
  ({ id, step: Number(/^s(-?\d+)/.exec(id)?.[1]), label: id, role, value }) as PathNode;
const link = (from: string, to: string, value: number) => ({ from, to, value }) as PathLink;
const size: SankeySize = { width: 900, height: 500, nodeWidth: 12, columnUsual: 146, columnMin: 104, labelHeight: 38, gap: 16, nodeMin: 2 };

const nodes = [node('s0n0', 100), node('s1n0', 70), node('s1n1', 20), node('s1n2', 10, 'exit'), node('s2n0', 30), node('s2n1', 60)];
const links = [
  link('s0n0', 's1n0', 70), link('s0n0', 's1n1', 20), link('s0n0', 's1n2', 10),
  link('s1n0', 's2n1', 50), link('s1n0', 's2n0', 20), link('s1n1', 's2n0', 10), link('s1n1', 's2n1', 10),
];

/** Random pictures print the seed they can be made again from. */
function randomPicture(seed: number) {
  let state = seed;
  const roll = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const many = Array.from({ length: 6 }, (_, step) =>
    Array.from({ length: 1 + roll(9) }, (_, i) => node(`s${step}n${i}`, 1 + roll(500), i === 0 && step > 0 ? 'exit' : 'event')),
  );
  const all = many.slice(0, -1).flatMap((column, step) =>
    column.flatMap((a) => (many[step + 1] ?? []).filter(() => roll(3) > 0).map((b) => link(a.id, b.id, 1 + roll(50)))),
  );
  return { nodes: many.flat(), links: all };
}

describe('order', () => {
  it('takes crossings away that can be taken away', () => {
    const [a, b] = [[node('s0n0', 5), node('s0n1', 4)], [node('s1n0', 5), node('s1n1', 4)]];
    const crossed = [link('s0n0', 's1n1', 4), link('s0n1', 's1n0', 5)];
    expect(crossings([a, b], crossed)).toBe(20);
    expect(crossings(ordered([...a, ...b], crossed), crossed)).toBe(0);
  });
  it('never crosses more than by size alone, and keeps exits last', () => {
    for (let seed = 1; seed <= 80; seed += 1) {
      const picture = randomPicture(seed);
      const columns = ordered(picture.nodes, picture.links);
      const bySize = columns.map((c) => [...c].sort((x, y) => Number(x.role === 'exit') - Number(y.role === 'exit') || y.value - x.value));
      expect(crossings(columns, picture.links), `seed ${seed}`).toBeLessThanOrEqual(crossings(bySize, picture.links));
      for (const column of columns) {
        const exit = column.findIndex((each) => each.role === 'exit');
        expect(exit === -1 || exit === column.length - 1, `seed ${seed}`).toBe(true);
      }
    }
  });
});

describe('layout', () => {
  it('makes heights and ribbons by value', () => {
    const picture = layoutSankey(nodes, links, size);
    const placed = (id: string) => picture.nodes.find((each) => each.node.id === id)!;
    expect(placed('s1n0').height / placed('s0n0').height).toBeCloseTo(0.7);
    const first = picture.links.find((each) => each.link.to === 's1n0')!;
    expect(first.height0).toBeCloseTo(placed('s1n0').height);
    expect(first.height0).toBeCloseTo(first.height1);
    expect(picture.columns.map(({ x }) => x)).toEqual([0, 300, 600]);
    expect(picture.height).toBeLessThanOrEqual(size.height + size.gap);
  });
  it('leaves room for every label and keeps ribbons inside their nodes', () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = randomPicture(seed);
      const picture = layoutSankey(random.nodes, random.links, size);
      for (const a of picture.nodes) {
        expect(a.height, `seed ${seed}`).toBeGreaterThanOrEqual(size.nodeMin);
        for (const b of picture.nodes) {
          if (a.column !== b.column || a.y >= b.y) continue;
          expect(b.y - a.y, `seed ${seed}`).toBeGreaterThanOrEqual(Math.max(size.labelHeight, a.height + size.gap) - 1e-6);
        }
      }
      for (const each of picture.links) {
        expect(each.y0 + each.height0).toBeLessThanOrEqual(each.source.y + each.source.height + 1e-6);
        expect(each.y1 + each.height1).toBeLessThanOrEqual(each.target.y + each.target.height + 1e-6);
      }
    }
  });
  it('grows wider than a phone and taller than fifty nodes', () => {
    const many = [node('s0n0', 50), ...Array.from({ length: 50 }, (_, i) => node(`s1n${i}`, 1))];
    const picture = layoutSankey(many, many.slice(1).map(({ id }) => link('s0n0', id, 1)), { ...size, width: 200 });
    expect(picture.columnWidth).toBe(size.columnUsual);
    expect(picture.height).toBeGreaterThanOrEqual(50 * size.labelHeight - size.gap);
  });
  it('brings its columns closer before it grows wider than its room', () => {
    const wide = (width: number) => layoutSankey(nodes, links, { ...size, width }).width;
    expect(wide(330)).toBe(330);
    expect(wide(312)).toBe(312);
    expect(wide(311)).toBe(3 * size.columnUsual);
  });
  it('runs left to right when a path is told backwards', () => {
    const picture = layoutSankey([node('s-1n0', 5), node('s0n0', 5)], [link('s0n0', 's-1n0', 5)], size);
    expect(picture.links[0]?.source.node.id).toBe('s-1n0');
    expect(ribbon(picture.links[0]!, 12).startsWith('M12.0 0.0C')).toBe(true);
  });
  it('draws nothing of nothing', () => {
    expect(layoutSankey([], [], size)).toMatchObject({ nodes: [], links: [], width: 0, height: 0 });
  });
});

it('is walked with the arrow keys', () => {
  const picture = layoutSankey(nodes, links, size);
  expect(nextMark(picture, 's0n0', 'ArrowRight')).toBe('s0n0>s1n0');
  expect(nextMark(picture, 's0n0>s1n0', 'ArrowRight')).toBe('s1n0');
  expect(nextMark(picture, 's0n0>s1n0', 'ArrowDown')).toBe('s0n0>s1n1');
  expect(nextMark(picture, 's1n0', 'ArrowDown')).toBe('s1n1');
  expect(nextMark(picture, 's1n2', 'ArrowDown')).toBeNull();
  expect(nextMark(picture, 's1n0', 'ArrowLeft')).toBe('s0n0>s1n0');
  expect(nextMark(picture, 's2n0', 'ArrowRight')).toBeNull();
});
