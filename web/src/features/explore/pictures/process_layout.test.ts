import { describe, expect, it } from 'vitest';
import { drawnEdges, edgesDrawnMost, layoutProcess, usualOrder, variantEdges, type Activity, type Edge } from './process_layout';
import { edgeWidth } from './process_words';

const edge = (from: string, to: string, count: number) =>
  ({ from, to, count, people: count, times: { n: count, median_s: 60 }, ref: `edge:${from}:${to}` }) as Edge;
const activity = (id: string) => ({ id, label: id, events: 1, people: 1 }) as Activity;

const edges = [
  edge('start', 'view', 90), edge('view', 'cart', 60), edge('cart', 'pay', 40), edge('cart', 'view', 15), edge('cart', 'cart', 9),
  edge('pay', 'end', 40), edge('view', 'end', 30),
];
const activities = ['view', 'cart', 'pay'].map(activity);

describe('the usual order', () => {
  it('follows the traffic', () => {
    expect(usualOrder(['pay', 'view', 'cart'], edges)).toEqual(['view', 'cart', 'pay']);
  });
  it('is not misled by a strong way back', () => {
    const back = [edge('start', 'a', 10), edge('a', 'b', 10), edge('b', 'a', 9), edge('b', 'c', 3), edge('c', 'end', 3)];
    expect(usualOrder(['c', 'b', 'a'], back)).toEqual(['a', 'b', 'c']);
  });
});

describe('the map', () => {
  const picture = layoutProcess({ activities, edges });
  const at = (id: string) => picture.activities.find((each) => each.id === id)!;
  it('runs left to right from start to end', () => {
    const places = ['start', 'view', 'cart', 'pay', 'end'].map((id) => at(id).x);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
  it('tells apart what runs back', () => {
    expect(picture.edges.filter((each) => each.back).map((each) => each.key)).toEqual(['cart→view', 'cart→cart']);
  });
  it('joins lines to the sides of their activities', () => {
    for (const each of picture.edges) {
      if (each.back || each.edge.from === 'start' || each.edge.to === 'end') continue;
      const [from, to] = [at(each.edge.from), at(each.edge.to)];
      expect(each.points[0]?.x).toBeCloseTo(from.x + from.width);
      expect(each.points.at(-1)?.x).toBeCloseTo(to.x);
      expect(each.points.at(-1)!.y).toBeGreaterThanOrEqual(to.y);
      expect(each.points.at(-1)!.y).toBeLessThanOrEqual(to.y + to.height);
    }
  });
});

it('lays out a map of 36 activities and 200 edges without overlaps', () => {
  let state = 2012;
  const roll = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const ids = Array.from({ length: 36 }, (_, index) => `a${index}`);
  const chain = ['start', ...ids, 'end'];
  const all = new Map<string, Edge>();
  chain.slice(1).forEach((to, index) => all.set(`${chain[index]} ${to}`, edge(chain[index]!, to, 100 + roll(900))));
  while (all.size < 200) {
    const [from, to] = [ids[roll(36)]!, ids[roll(36)]!];
    all.set(`${from} ${to}`, edge(from, to, 1 + roll(80)));
  }
  const picture = layoutProcess({ activities: ids.map(activity), edges: [...all.values()] });
  expect(picture.edges).toHaveLength(200);
  for (const a of picture.activities) {
    expect(a.x).toBeGreaterThanOrEqual(0);
    expect(a.x + a.width).toBeLessThanOrEqual(picture.width);
    for (const b of picture.activities) {
      if (a.id >= b.id) continue;
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(apart, `${a.id} and ${b.id}`).toBe(true);
    }
  }
});

it('draws the strongest edges of a thicket', () => {
  const thicket = Array.from({ length: edgesDrawnMost + 50 }, (_, index) => edge('a', `b${index}`, index));
  const drawn = drawnEdges(thicket);
  expect(drawn).toHaveLength(edgesDrawnMost);
  expect(Math.min(...drawn.map(({ count }) => count))).toBe(50);
});

it('knows the way of a variant', () => {
  expect([...variantEdges(['a', 'b', 'a'])]).toEqual(['start→a', 'a→b', 'b→a', 'a→end']);
});

it('doubles a line for four times as many', () => {
  expect((edgeWidth(100, 400) - 1) * 2).toBeCloseTo(edgeWidth(400, 400) - 1);
  expect(edgeWidth(0, 0)).toBe(1);
});
