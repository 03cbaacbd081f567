import { afterEach, expect, test, vi } from 'vitest';
import type { Set } from './operations';
import { charactersOf, World } from './testing/simulation';

const seeds = Number(process.env.WEND_SEEDS ?? 25);
const firstSeed = Number(process.env.WEND_SEED ?? 1);
const all = Array.from({ length: seeds }, (_, at) => firstSeed + at);

afterEach(() => {
  vi.doUnmock('./rebase');
  vi.resetModules();
});

function agree(world: World, seed: number): void {
  for (const person of world.people) {
    const { unsaved, phase, refused } = person.session.snapshot();
    expect({ unsaved, phase, refused }, `seed ${seed}, ${person.name}`).toEqual({ unsaved: 0, phase: 'ready', refused: [] });
    expect(person.document, `seed ${seed}, ${person.name}`).toEqual(world.map.document);
  }
}

test('three people end with one document and every character that nobody took away, through any network', async () => {
  let changes = 0;
  for (const seed of all) {
    const world = new World(seed);
    await world.live(60);
    await world.settle();
    agree(world, seed);
    const there = charactersOf(world.map.document);
    for (const [character, by] of world.written.by) {
      if (!world.written.takenBy.has(character)) expect(there.get(character), `seed ${seed}: U+${character.codePointAt(0)?.toString(16)} of ${by}`).toBe(1);
    }
    changes += world.map.log.length;
  }
  expect(changes).toBeGreaterThan(seeds * 20);
}, 120_000);

test('taking back everything that one did leaves what the others wrote and set', async () => {
  for (const seed of all) {
    const world = new World(seed);
    await world.live(40, { reloads: false, undo: false });
    await world.settle();
    const [one] = world.people as [(typeof world.people)[0]];
    const lastSet = new Map<string, { client: string; operation: Set }>();
    for (const { client, operations } of world.map.log) {
      for (const operation of operations) {
        if (operation.op === 'set') lastSet.set(`${operation.in} ${operation.id} ${operation.field}`, { client, operation });
      }
    }
    let steps = 0;
    while (one.session.snapshot().canUndo) {
      one.session.undo();
      steps += 1;
    }
    await world.settle();
    agree(world, seed);
    expect(steps, `seed ${seed}`).toBeGreaterThan(3);
    const there = charactersOf(world.map.document);
    for (const [character, by] of world.written.by) {
      const takers = world.written.takenBy.get(character) ?? new Set();
      const others = [...takers].filter((name) => name !== one.name);
      if (by !== one.name && others.length === 0) expect(there.get(character) ?? 0, `seed ${seed}: of ${by}`).toBeGreaterThanOrEqual(1);
      if (by === one.name && others.length === 0) expect(there.has(character), `seed ${seed}: of ${by}, taken back`).toBe(false);
    }
    for (const { client, operation } of lastSet.values()) {
      if (client.startsWith(one.name)) continue;
      const thing = operation.in === 'about' ? world.map.document.about : world.map.document[operation.in][operation.id];
      const held = (thing as Record<string, unknown>)[operation.field] ?? null;
      const isDefault = held === null;
      if (!isDefault) expect(held, `seed ${seed}: ${operation.id} ${operation.field}`).toEqual(operation.value);
    }
  }
}, 120_000);

async function failsWith(planted: (real: typeof import('./rebase')) => Partial<typeof import('./rebase')>): Promise<boolean> {
  vi.resetModules();
  vi.doMock('./rebase', async (real) => {
    const module = await real<typeof import('./rebase')>();
    return { ...module, ...planted(module) };
  });
  const { World: Planted } = await import('./testing/simulation');
  for (const seed of all.slice(0, 10)) {
    const world = new Planted(seed);
    try {
      await world.live(60);
      await world.settle();
    } catch {
      return true;
    }
    const there = charactersOf(world.map.document);
    const lost = [...world.written.by.keys()].some((character) => !world.written.takenBy.has(character) && there.get(character) !== 1);
    const refused = world.people.some(({ session }) => session.snapshot().refused.length > 0);
    const apart = world.people.some((person) => JSON.stringify(sorted(person.document)) !== JSON.stringify(sorted(world.map.document)));
    if (lost || refused || apart) return true;
  }
  return false;
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
}

test('the simulation sees an engine that does not rebase, and one that is right', async () => {
  expect(await failsWith(() => ({ rebaseBoth: (second, first) => ({ second: [...second], first: [...first] }) }))).toBe(true);
  expect(await failsWith(({ rebaseBoth }) => ({ rebaseBoth: (second, first) => ({ ...rebaseBoth(second, first), second: [...second] }) }))).toBe(true);
  expect(await failsWith(() => ({}))).toBe(false);
}, 120_000);

test('a map that was led back to an earlier revision is as it was then, and taking that back is one step', async () => {
  for (const seed of all.slice(0, 8)) {
    const world = new World(seed);
    await world.live(20, { reloads: false });
    await world.settle();
    const [one, two] = world.people as [(typeof world.people)[0], (typeof world.people)[0]];
    const before = structuredClone(world.map.document);
    const { revision } = world.map;
    const [asked] = [one.session.restore(2), await world.clock.advance(20_000)];
    await asked;
    await world.settle();
    agree(world, seed);
    const then = world.map.at(2);
    for (const id of Object.keys(then.cells)) expect(world.map.document.cells[id], `seed ${seed}`).toEqual(then.cells[id]);
    expect(world.map.revision, `seed ${seed}`).toBe(revision + 1);
    two.session.change([{ op: 'set', in: 'about', id: 'about', field: 'period', value: `${seed}w` }]);
    await world.settle();
    one.session.undo();
    await world.settle();
    agree(world, seed);
    const after = structuredClone(world.map.document);
    expect(after.about.period, `seed ${seed}`).toBe(`${seed}w`);
    expect({ ...after, about: null }, `seed ${seed}`).toEqual({ ...before, about: null });
  }
}, 60_000);
