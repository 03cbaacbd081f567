import { describe, expect, it } from 'vitest';
import { bareGroup, type Group } from './node';
import { readRule, same } from './read';
import { appended, duplicated, find, movedInto, movedTo, removed, segmentsIn, shifted, unwrapped, walk, wrapped } from './tree';
import { freshPart, freshValue, withEvent, type FreshKind } from './fresh';
import { ruleWords } from './words';
import { write } from './write';

/** Mulberry32: the same numbers for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Any document of the language, and now and then one that is not of it. */
function anyRule(next: () => number, depth: number): unknown {
  const pick = <T>(...of: T[]): T => of[Math.floor(next() * of.length)]!;
  const some = (fields: Record<string, unknown>) => Object.fromEntries(Object.entries(fields).filter(() => next() < 0.5));
  const inner = () => anyRule(next, depth - 1);
  const many = (least: number) => Array.from({ length: least + Math.floor(next() * 3) }, inner);
  const names = () => pick<unknown>('Cart', ['Cart'], ['Cart', 'Payment'], []);
  const when = (window: string): Record<string, unknown> =>
    pick({}, { [window]: '30d' }, { [window]: 3600 }, some({ from: '2026-01-01', to: '2026-02-01T08:00' }));
  const leaf = () =>
    pick<() => unknown>(
      () => ({}),
      () => ({ [pick('event', 'type', 'channel', 'source', 'touchpoint', 'stage')]: names() }),
      () => ({ [pick('property', 'trait')]: 'a.b', ...some({ op: pick('is', 'in', 'exists', 'at_least'), value: pick<unknown>('x', 5, true, ['x', 1], []) }) }),
      () => ({ segment: 'seg_1' }),
      () => ({ account: pick<unknown>({}, { trait: 'plan', op: 'is', value: 'Pro' }, { all: [{ trait: 'a', op: 'exists' }, { not: { trait: '$key', value: 'b' } }] }, { all: [] }, { event: 'A' }) }),
      () => pick<unknown>({ event: 5 }, { unknown: 1 }, 'text', 7, null, [], { trait: 'a', value: null }, { did: {}, event: 'A' }, { property: 'x', op: 'near' }),
    )();
  if (depth === 0) return leaf();
  return pick<() => unknown>(
    leaf,
    () => ({ all: many(0) }),
    () => ({ any: many(0) }),
    () => ({ not: inner() }),
    () => ({ did: inner(), ...some({ at_least: 2, at_most: 0 }), ...when('within') }),
    () => ({ did: inner(), [pick('sum', 'average', 'min', 'max')]: 'price', ...some({ op: 'greater' }), value: 10, ...when('within') }),
    () => ({ first: inner(), ...when('within') }),
    () => ({ sequence: many(2), ...some({ within: '7d' }), ...when('in_last') }),
    () => ({ did: inner(), sum: 'price' }),
    () => ({ all: many(0), extra: true }),
  )();
}

describe('a rule and the builder', () => {
  it('gives back the very same document, whatever it is', () => {
    let drawn = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const rule = anyRule(chance(seed), 4);
      const root = readRule(rule);
      expect(write(root), `seed ${seed}`).toEqual(rule);
      walk(root, (node) => (drawn += node.kind === 'raw' ? 0 : 1));
      expect(typeof ruleWords(root, new Map()), `seed ${seed}`).toBe('string');
    }
    expect(drawn).toBeGreaterThan(1_000);
  });

  it('draws every form of the language', () => {
    const forms: unknown[] = [
      {}, { event: 'A' }, { event: ['A', 'B'] }, { type: 'page' }, { channel: 'web' }, { source: 's' }, { touchpoint: 't' }, { stage: 's' },
      { property: 'a', op: 'is', value: 1 }, { trait: 'a', value: 'x' }, { all: [] }, { any: [{ event: 'A' }] }, { not: { event: 'A' } },
      { not: { any: [{ event: 'A' }] } }, { not: { all: [] } }, { did: { event: 'A' }, at_least: 1, at_most: 3 }, { did: {}, at_most: 0, within: '60d' },
      { did: { event: 'A' }, average: 'price', op: 'at_least', value: 1.5, from: '2026-01-01' }, { first: { event: 'A' }, within: '7d' },
      { sequence: [{ event: 'A' }, { all: [{ event: 'B' }, { trait: 'a', op: 'exists' }] }], within: '7d', in_last: '30d' }, { segment: 'seg_1' },
    ];
    for (const form of forms) {
      walk(readRule(form), (node) => expect(node.kind, JSON.stringify(form)).not.toBe('raw'));
    }
  });

  it('keeps as JSON what it would write differently', () => {
    for (const rule of [{ event: 'A', note: 1 }, { not: { not: { event: 'A' } } }, { trait: 'a', value: null }, { did: {}, sum: 'a' }]) {
      expect(readRule(rule).parts[0]?.kind).toBe('raw');
      expect(write(readRule(rule))).toEqual(rule);
    }
  });

  it('needs no group for one condition, and makes one for two', () => {
    const one = readRule({ event: 'A' });
    const two = appended(one, one.id, freshValue('trait', 'city'));
    expect(write(two)).toEqual({ all: [{ event: 'A' }, { trait: 'city', op: 'exists' }] });
    expect(write(removed(two, two.parts[1]!.id))).toEqual({ event: 'A' });
    expect(write(removed(one, one.parts[0]!.id))).toEqual({});
    const listed = readRule({ all: [{ event: 'A' }] });
    expect(write(listed)).toEqual({ all: [{ event: 'A' }] });
  });

  it('reads as a sentence', () => {
    const rule = {
      all: [
        { did: { event: 'Order placed' }, at_least: 2, within: '30d' },
        { did: { event: 'Ticket created' }, at_most: 0 },
        { trait: 'city', op: 'is', value: 'Hamburg' },
        { not: { segment: 's1' } },
      ],
    };
    expect(ruleWords(readRule(rule), new Map([['s1', 'Staff']]))).toBe(
      'did Order placed at least 2 times in the last 30 days and did not do Ticket created ever and city is Hamburg and not in Staff',
    );
    expect(ruleWords(readRule({ not: { did: { event: 'A' } } }), new Map())).toBe('did not do A ever');
    expect(ruleWords(readRule({ not: { did: { event: 'A' }, at_most: 0 } }), new Map())).toBe('did A ever');
  });
});

describe('edits of the tree', () => {
  const abc = () => readRule({ all: [{ event: 'A' }, { any: [{ event: 'B' }, { event: 'C' }] }, { event: 'D' }] });
  const named = (root: Group, name: string) => {
    let id = 0;
    walk(root, (node) => {
      if (node.kind === 'names' && node.names === name) id = node.id;
    });
    return id;
  };

  it('moves a part among its neighbours, out of its group and into another', () => {
    const root = abc();
    expect(write(shifted(root, named(root, 'D'), -1))).toEqual({ all: [{ event: 'A' }, { event: 'D' }, { any: [{ event: 'B' }, { event: 'C' }] }] });
    expect(write(shifted(root, named(root, 'B'), -1))).toEqual({ all: [{ event: 'A' }, { event: 'B' }, { any: [{ event: 'C' }] }, { event: 'D' }] });
    expect(write(movedInto(root, named(root, 'A'), root.parts[1]!.id))).toEqual({ all: [{ any: [{ event: 'B' }, { event: 'C' }, { event: 'A' }] }, { event: 'D' }] });
    expect(write(movedTo(root, named(root, 'D'), named(root, 'C'), 'before'))).toEqual({ all: [{ event: 'A' }, { any: [{ event: 'B' }, { event: 'D' }, { event: 'C' }] }] });
  });

  it('never puts a group into itself, nor loses a part that has nowhere to go', () => {
    const root = abc();
    const group = root.parts[1]!.id;
    expect(movedTo(root, group, named(root, 'B'), 'before')).toBe(root);
    expect(movedInto(root, group, group)).toBe(root);
    expect(shifted(root, named(root, 'A'), -1)).toBe(root);
  });

  it('wraps, takes apart and duplicates with ids of their own', () => {
    const root = abc();
    expect(write(wrapped(root, named(root, 'A'), 'none'))).toEqual({ all: [{ not: { any: [{ event: 'A' }] } }, { any: [{ event: 'B' }, { event: 'C' }] }, { event: 'D' }] });
    expect(write(unwrapped(root, root.parts[1]!.id))).toEqual({ all: [{ event: 'A' }, { event: 'B' }, { event: 'C' }, { event: 'D' }] });
    const twice = duplicated(root, root.parts[1]!.id);
    const ids = new Set<number>();
    let nodes = 0;
    walk(twice, (node) => {
      ids.add(node.id);
      nodes += 1;
    });
    expect(ids.size).toBe(nodes);
    expect(same(write(twice.parts[1]!), write(twice.parts[2]!))).toBe(true);
  });

  it('keeps every part through any moves', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const next = chance(seed);
      let root = readRule({ all: [anyRule(next, 3), anyRule(next, 3), { event: 'kept' }] });
      const before = leaves(root);
      for (let step = 0; step < 10; step += 1) {
        const parts: number[] = [];
        const collect = (group: Group) =>
          group.parts.forEach((part) => {
            parts.push(part.id);
            if (part.kind === 'group') collect(part);
          });
        collect(root);
        const one = parts[Math.floor(next() * parts.length)]!;
        const other = parts[Math.floor(next() * parts.length)]!;
        root = next() < 0.5 ? movedTo(root, one, other, next() < 0.5 ? 'before' : 'after') : shifted(root, one, next() < 0.5 ? -1 : 1);
      }
      expect(leaves(root), `seed ${seed}`).toEqual(before);
    }
  });

  it('chooses an event and keeps its filters', () => {
    const did = freshPart('did');
    if (did.kind !== 'did') throw new Error('no did');
    const chosen = withEvent(did.of, ['A']);
    expect(write(chosen)).toEqual({ event: 'A' });
    const filtered = appended(chosen, chosen.id, freshValue('property', 'price'));
    expect(write(withEvent(filtered, ['A', 'B']))).toEqual({ all: [{ event: ['A', 'B'] }, { property: 'price', op: 'exists' }] });
    expect(write(withEvent(filtered, []))).toEqual({ property: 'price', op: 'exists' });
  });

  it('makes new parts that are whole documents', () => {
    for (const kind of ['did', 'did_not', 'measured', 'first', 'sequence', 'group'] as FreshKind[]) {
      const part = freshPart(kind);
      expect(find(bareGroup(part), part.id)).toBe(part);
      expect(write(readRule(write(part)))).toEqual(write(part));
    }
  });

  it('finds the segments that a rule is made of, also in what it does not draw', () => {
    const root = readRule({ all: [{ segment: 'a' }, { did: { all: [{ not: { segment: 'b' } }] } }, { odd: { segment: 'c' } }] });
    expect(segmentsIn(root)).toEqual(['a', 'b', 'c']);
  });
});

function leaves(root: Group): string[] {
  const found: string[] = [];
  const collect = (group: Group) =>
    group.parts.forEach((part) => (part.kind === 'group' ? collect(part) : found.push(JSON.stringify(write(part)))));
  collect(root);
  return found.toSorted();
}
