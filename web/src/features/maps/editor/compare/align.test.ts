import { expect, test } from 'vitest';
import { emptyDocument, type MapDocument } from '../../engine/fields';
import { apply, type Operation } from '../../engine/operations';
import { visible as seeing } from '../../engine/visible';
import { alignSteps } from './align';
import { compared } from './compared';

const id = (prefix: string, at: number) => `${prefix}_${String(at).padStart(12, '0')}`;

function map(titles: string[], first = 0): MapDocument {
  const operations: Operation[] = [
    { op: 'add', in: 'stages', id: id('stg', 0), value: { order: 'a0', title: 'All' } },
    { op: 'add', in: 'lanes', id: id('lan', 0), value: { order: 'a0', title: 'Does' } },
    ...titles.map((title, at): Operation => ({ op: 'add', in: 'steps', id: id('stp', first + at), value: { order: `a${at}`, stage: id('stg', 0), title } })),
    ...titles.map((title, at): Operation => ({ op: 'add', in: 'cells', id: id('cel', first + at), value: { order: 'a0', lane: id('lan', 0), step: id('stp', first + at), text: `At ${title}` } })),
  ];
  return apply(emptyDocument(), operations);
}

const steps = (before: MapDocument, after: MapDocument) => alignSteps(seeing(before), seeing(after)).map(({ fate, after: now, before: old }) => `${fate} ${(now ?? old)?.title ?? ''}`);

test('steps are found again by id, whatever became of them', () => {
  const before = map(['Looks', 'Compares', 'Buys', 'Waits']);
  const after = apply(before, [
    { op: 'remove', in: 'steps', id: id('stp', 1) },
    { op: 'edit', in: 'steps', id: id('stp', 2), field: 'title', edit: [4, ' at once'] },
    { op: 'add', in: 'steps', id: id('stp', 9), value: { order: 'a3V', stage: id('stg', 0), title: 'Sets it up' } },
  ]);
  expect(steps(before, after)).toEqual(['same Looks', 'removed Compares', 'changed Buys at once', 'same Waits', 'added Sets it up']);
});

test('one that went elsewhere was moved, and the others were not', () => {
  const before = map(['Looks', 'Compares', 'Buys', 'Waits']);
  const after = apply(before, [{ op: 'set', in: 'steps', id: id('stp', 0), field: 'order', value: 'a4' }]);
  expect(steps(before, after)).toEqual(['same Compares', 'same Buys', 'same Waits', 'moved Looks']);
  expect(alignSteps(seeing(before), seeing(after)).at(-1)?.stoodAfter).toBe('');
});

test('maps of other making are told apart by titles', () => {
  expect(steps(map(['Looks', 'Buys']), map([' looks ', 'Pays', 'Buys'], 50))).toEqual(['changed  looks ', 'added Pays', 'same Buys']);
  expect(steps(map(['', 'A']), map(['', 'A'], 50))).toEqual(['removed ', 'added ', 'same A']);
  expect(steps(map([]), map(['A']))).toEqual(['added A']);
});

test('cards are changed, moved, added and removed, each counted once', () => {
  const before = map(['Looks', 'Buys', 'Waits']);
  const after = apply(before, [
    { op: 'edit', in: 'cells', id: id('cel', 0), field: 'text', edit: ['Now '] },
    { op: 'set', in: 'cells', id: id('cel', 1), field: 'step', value: id('stp', 2) },
    { op: 'remove', in: 'cells', id: id('cel', 2) },
    { op: 'add', in: 'cells', id: id('cel', 7), value: { order: 'a5', lane: id('lan', 0), step: id('stp', 0), text: 'More' } },
  ]);
  const { counts, lanes } = compared(seeing(before), seeing(after));
  expect(counts.cards).toEqual({ same: 0, changed: 1, moved: 1, added: 1, removed: 1 });
  expect(counts.steps.same).toBe(3);
  expect(lanes[0]?.differs).toBe(true);
  expect(compared(seeing(before), seeing(before)).lanes[0]?.differs).toBe(false);
});

/** Whatever is done, nothing of either map is missing from the comparison and nothing is there twice. */
test('every step of both maps stands in it once', () => {
  let seed = 20261123;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 200; round += 1) {
    const start = seed;
    const before = map(Array.from({ length: random(9) }, () => 'ABC'[random(3)] as string));
    const operations: Operation[] = Object.keys(before.steps).flatMap((step): Operation[] => {
      const what = random(4);
      if (what === 0) return [{ op: 'remove', in: 'steps', id: step }];
      return what === 1 ? [{ op: 'set', in: 'steps', id: step, field: 'order', value: `a${random(9)}V` }] : [];
    });
    for (let fresh = random(3); fresh > 0; fresh -= 1) operations.push({ op: 'add', in: 'steps', id: id('stp', 100 + fresh), value: { order: `a${random(9)}V`, stage: id('stg', 0), title: 'ABCD'[random(4)] } });
    const after = apply(before, operations);
    const aligned = alignSteps(seeing(before), seeing(after));
    const ids = (side: 'before' | 'after') => aligned.flatMap((one) => (one[side] ? [one[side].id] : []));
    const shown = (document: MapDocument) => seeing(document).columns.flatMap(({ step }) => (step ? [step.id] : []));
    expect(ids('after'), `seed ${start}`).toEqual(shown(after));
    expect(ids('before').sort(), `seed ${start}`).toEqual(shown(before).sort());
  }
});
