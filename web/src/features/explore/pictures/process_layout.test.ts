import { describe, expect, it } from 'vitest';
import { chooseShown, edgeKey, edgesDrawnMost, variantEdges, type Choice } from './process_choice';
import { nextMark } from './process_keys';
import { labelSize, overlap } from './process_labels';
import { layoutProcess, type Activity, type Edge } from './process_layout';
import { layersOf, mainPath, usualOrder } from './process_order';
import { inOrder } from './process_places';
import { edgeStrength, edgeWidth } from './process_words';

const edge = (from: string, to: string, count: number) =>
  ({ from, to, count, people: count, times: { n: count, median_s: 60 }, ref: `edge:${from}:${to}` }) as Edge;
const activity = (id: string, people = 1) => ({ id, label: id, events: people, people }) as Activity;

const shop = {
  cases: 90,
  activities: [activity('view', 90), activity('cart', 60), activity('pay', 40)],
  edges: [
    edge('start', 'view', 90), edge('view', 'cart', 60), edge('cart', 'pay', 40), edge('cart', 'view', 15), edge('cart', 'cart', 9),
    edge('pay', 'end', 40), edge('view', 'end', 30),
  ],
};

/** A log of many activities: one long way, and as many more ways as wanted between any of them. */
function thicket(size: number, ways: number, seed: number) {
  let state = seed;
  const roll = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const ids = Array.from({ length: size }, (_, index) => `a${index}`);
  const all = new Map<string, Edge>();
  ['start', ...ids, 'end'].slice(1).forEach((to, index) => all.set(`${index} way`, edge(['start', ...ids][index]!, to, 100 + roll(900))));
  const taken = new Set([...all.values()].map(edgeKey));
  while (taken.size < ways) {
    const [from, to] = [ids[roll(size)]!, roll(12) === 0 ? 'end' : ids[roll(size)]!];
    const next = edge(from, to, 1 + roll(80));
    if (!taken.has(edgeKey(next))) all.set(edgeKey(next), next);
    taken.add(edgeKey(next));
  }
  return { cases: 1000, activities: ids.map((id) => activity(id, 20 + roll(980))), edges: [...all.values()] };
}

const logs = [2012, 7, 42, 99].flatMap((seed) => [
  { name: `24 activities, seed ${seed}`, log: thicket(24, 90, seed) },
  { name: `38 activities, seed ${seed}`, log: thicket(38, 400, seed) },
]);

function reached(choice: Choice, root: 'start' | 'end'): Set<string> {
  const found = new Set<string>([root]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const { from, to } of choice.edges) {
      if (root === 'start' && found.has(from)) found.add(to);
      if (root === 'end' && found.has(to)) found.add(from);
    }
  }
  return found;
}

describe('the usual order', () => {
  it('follows the traffic', () => {
    expect(usualOrder(['pay', 'view', 'cart'], shop.edges)).toEqual(['view', 'cart', 'pay']);
  });
  it('is not misled by a strong way back', () => {
    const back = [edge('start', 'a', 10), edge('a', 'b', 10), edge('b', 'a', 9), edge('b', 'c', 3), edge('c', 'end', 3)];
    expect(usualOrder(['c', 'b', 'a'], back)).toEqual(['a', 'b', 'c']);
  });
  it('turns round as little traffic as can be', () => {
    // Of the three orders of this ring only one breaks it at its weakest edge.
    const ring = [edge('a', 'b', 5), edge('b', 'c', 2), edge('c', 'a', 9)];
    expect(usualOrder(['b', 'a', 'c'], ring)).toEqual(['c', 'a', 'b']);
  });
});

it('stands a round trip behind where it starts from', () => {
  // From c to d, e and back to c: as much traffic runs back whether d and e stand before or after c.
  const round = [edge('start', 'c', 9), edge('c', 'd', 9), edge('d', 'e', 9), edge('e', 'c', 9), edge('c', 'end', 9)];
  expect(usualOrder(['e', 'd', 'c'], round)).toEqual(['c', 'd', 'e']);
});

describe('the main path', () => {
  it('goes where most people go, to the end', () => {
    expect(mainPath(['view', 'cart', 'pay'], shop.edges, shop.cases)).toEqual(['start', 'view', 'cart', 'pay', 'end']);
  });
  it('takes no thin detour', () => {
    const edges = [edge('start', 'a', 100), edge('a', 'b', 60), edge('a', 'x', 12), edge('x', 'b', 55), edge('b', 'end', 100)];
    expect(mainPath(['a', 'x', 'b'], edges, 100)).toEqual(['start', 'a', 'b', 'end']);
  });
});

it('puts every activity into a layer after those that lead to it', () => {
  const layers = layersOf(['view', 'cart', 'pay'], shop.edges, ['start', 'view', 'cart', 'pay', 'end']);
  expect(Object.fromEntries(layers)).toEqual({ start: 0, view: 1, cart: 2, pay: 3, end: 4 });
});

describe('what is shown at first', () => {
  it('is all of a small log', () => {
    const choice = chooseShown(shop);
    expect(choice.activities).toHaveLength(3);
    expect(choice.edges.map(edgeKey)).toEqual(expect.arrayContaining(['start→view', 'view→cart', 'cart→pay', 'pay→end', 'cart→cart']));
  });
  it.each(logs)('can be read: $name', ({ log }) => {
    const choice = chooseShown(log);
    expect(choice.activities.length).toBeLessThanOrEqual(20);
    expect(choice.edges.filter(({ from, to }) => from !== to).length).toBeLessThanOrEqual(2.4 * choice.activities.length + 2);
  });
  it.each(logs)('hangs together at any setting: $name', ({ log }) => {
    for (const activities of [undefined, 0, 0.2, 1]) {
      for (const edges of [undefined, 0, 0.3]) {
        const choice = chooseShown(log, { activities, edges });
        for (const root of ['start', 'end'] as const) {
          const found = reached(choice, root);
          expect(choice.activities.filter(({ id }) => !found.has(id)), `${root}, ${activities}, ${edges}`).toEqual([]);
        }
      }
    }
  });
  it('has all when all is asked for, as far as it can be drawn', () => {
    expect(chooseShown(shop, { activities: 1, edges: 1 }).edges).toHaveLength(7);
    const drawn = chooseShown(thicket(38, 400, 3), { activities: 1, edges: 1 }).edges;
    expect(drawn.length).toBeGreaterThanOrEqual(edgesDrawnMost);
    expect(drawn.length).toBeLessThan(edgesDrawnMost + 20);
  });
  it('has what a chosen variant goes through', () => {
    const { log } = logs[1]!;
    const rare = [...log.activities].sort((a, b) => a.people - b.people)[0]!.id;
    const weak = log.edges.find(({ from, to }) => from === rare && to !== rare)!;
    const choice = chooseShown(log, { activitiesToo: new Set([rare, weak.to]), edgesToo: new Set([edgeKey(weak)]) });
    expect(choice.activities.map(({ id }) => id)).toContain(rare);
    expect(choice.edges).toContain(weak);
  });
});

describe.each([{ name: 'a shop', log: shop }, ...logs])('the map of $name', ({ log }) => {
  const picture = layoutProcess(chooseShown(log));
  const at = (id: string) => picture.activities.find((each) => each.id === id)!;
  it('has no activity over another, and all of them on the picture', () => {
    for (const a of picture.activities) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(picture.width);
      expect(a.y + a.height).toBeLessThanOrEqual(picture.height);
      for (const b of picture.activities) if (a.id < b.id) expect(overlap(a, b), `${a.id} and ${b.id}`).toBe(false);
    }
  });
  it('has a main path from start to end, straight and one way', () => {
    const main = picture.activities.filter((each) => each.main).sort((a, b) => a.y - b.y);
    expect([main[0]?.id, main.at(-1)?.id]).toEqual(['start', 'end']);
    for (const each of main) expect(each.x + each.width / 2).toBeCloseTo(picture.mainX);
    for (const { points, back } of picture.edges.filter((each) => each.main)) {
      expect(back).toBe(false);
      for (const point of points) expect(point.x).toBeCloseTo(picture.mainX);
    }
  });
  it('runs down, and up where it runs back', () => {
    for (const { points, back, edge: each } of picture.edges) {
      if (each.from === each.to) continue;
      expect(points.at(-1)!.y > points[0]!.y, edgeKey(each)).toBe(!back);
    }
  });
  it('joins lines to the edges of their activities', () => {
    for (const { edge: each, points, back } of picture.edges) {
      if (each.from === each.to) continue;
      const [from, to] = [at(each.from), at(each.to)];
      expect(points[0]!.y).toBeCloseTo(back ? from.y : from.y + from.height);
      expect(points.at(-1)!.y).toBeCloseTo(back ? to.y + to.height : to.y);
      expect(points[0]!.x).toBeGreaterThanOrEqual(from.x);
      expect(points[0]!.x).toBeLessThanOrEqual(from.x + from.width);
    }
  });
  it('leads no line through an activity', () => {
    for (const { edge: each, points } of picture.edges) {
      if (each.from === each.to) continue;
      for (const box of picture.activities) {
        if (box.id === each.from || box.id === each.to) continue;
        // Between rows a line only meets gaps, so its lanes are what could meet an activity.
        const through = points.slice(1, -1).some(({ x, y }) => x > box.x && x < box.x + box.width && y > box.y - 1 && y < box.y + box.height + 1);
        expect(through, `${edgeKey(each)} through ${box.id}`).toBe(false);
      }
    }
  });
  it('puts no label on an activity or on another label', () => {
    const labels = picture.edges.flatMap(({ label }) => (label ? [{ x: label.x - labelSize.width / 2, y: label.y - 8, width: labelSize.width, height: 16 }] : []));
    labels.forEach((one, index) => {
      for (const other of [...labels.slice(index + 1), ...picture.activities]) expect(overlap(one, other)).toBe(false);
    });
  });
  it('is the same again, in whatever order the log comes', () => {
    const turned = { ...log, activities: [...log.activities].reverse(), edges: [...log.edges].reverse() };
    expect(layoutProcess(chooseShown(log))).toEqual(picture);
    expect(layoutProcess(chooseShown(turned)).width).toBe(picture.width);
  });
});

it('draws everything of a thicket in time', () => {
  const log = thicket(38, 400, 5);
  const before = performance.now();
  const picture = layoutProcess(chooseShown(log, { activities: 1, edges: 1 }));
  expect(picture.activities).toHaveLength(40);
  expect(performance.now() - before).toBeLessThan(5000);
});

it('is led by arrow keys down the main path and back', () => {
  const picture = layoutProcess(chooseShown(shop));
  const walk = ['view'];
  for (let step = 0; step < 4; step += 1) walk.push(nextMark(picture, walk.at(-1)!, 'ArrowDown')!);
  expect(walk).toEqual(['view', 'view→cart', 'cart', 'cart→pay', 'pay']);
  expect(nextMark(picture, 'pay', 'ArrowUp')).toBe('cart→pay');
  expect(nextMark(picture, 'pay→end', 'ArrowDown')).toBeNull();
});

it('keeps values in order, and as near to their wishes as can be', () => {
  expect(inOrder([1, 5, 3, 9], [1, 1, 1, 1])).toEqual([1, 4, 4, 9]);
  expect(inOrder([5, 3], [3, 1])).toEqual([4.5, 4.5]);
});

it('knows the way of a variant', () => {
  expect([...variantEdges(['a', 'b', 'a'])]).toEqual(['start→a', 'a→b', 'b→a', 'a→end']);
});

describe('a line', () => {
  it('is drawn twice as strong for four times as many', () => {
    expect(edgeStrength(100, 400, 'count')).toBeCloseTo(0.5);
    expect([edgeWidth(0), edgeWidth(1)]).toEqual([1, 6]);
    expect(edgeStrength(0, 0, 'count')).toBe(0);
  });
  it('tells minutes from days and both from months', () => {
    const [minute, day, month] = [60, 86_400, 30 * 86_400].map((seconds) => edgeStrength(seconds, 30 * 86_400, 'time'));
    expect(minute).toBeGreaterThan(0.2);
    expect(day! - minute!).toBeGreaterThan(0.3);
    expect(month).toBe(1);
  });
});
