import { expect, test } from 'vitest';
import { difference, leading } from '../../engine/diff';
import { collections, emptyDocument, type MapDocument } from '../../engine/fields';
import { apply, type Operation } from '../../engine/operations';
import { Random, randomDocument, randomOperations } from '../../engine/testing/random';
import { changeLines, differing, lineSentence } from './change_words';
import { shownDifference, shownIn, together } from './shown_difference';
import { peopleWords, versionRows } from './version_rows';

const id = (prefix: string, at: number) => `${prefix}_${String(at).padStart(12, '0')}`;

function small(): MapDocument {
  const map = emptyDocument();
  map.stages[id('stg', 1)] = { order: 'a0', title: 'Purchase' };
  map.steps[id('stp', 1)] = { order: 'a0', stage: id('stg', 1), title: 'Pays', note: '3 methods' };
  map.steps[id('stp', 2)] = { order: 'a1', stage: id('stg', 1), title: 'Waits' };
  map.lanes[id('lan', 1)] = { order: 'a0', title: 'Thinks', kind: 'voice' };
  map.cells[id('cel', 1)] = { lane: id('lan', 1), step: id('stp', 1), order: 'a0', text: 'Did it take my money?' };
  map.cells[id('cel', 2)] = { lane: id('lan', 1), step: id('stp', 2), order: 'a0', text: 'Today?' };
  map.pains[id('pai', 1)] = { step: id('stp', 2), order: 'a0', text: 'Nobody says when' };
  return map;
}

const changed = (...operations: Operation[]) => apply(small(), operations);
const brief = (before: MapDocument, after: MapDocument) => shownDifference(before, after).map(({ in: part, id: of, what, together: more, isPart }) => [part, of, what, more, isPart]);

test('what hangs on a step that was removed is gone with it, and counted there', () => {
  const after = changed({ op: 'remove', in: 'steps', id: id('stp', 2) });
  expect(brief(small(), after)).toEqual([
    ['steps', id('stp', 2), 'removed', 2, false], ['cells', id('cel', 2), 'removed', 0, true], ['pains', id('pai', 1), 'removed', 0, true],
  ]);
  expect(brief(after, small()).map(([, , what]) => what)).toEqual(['added', 'added', 'added']);
  const whole = changed({ op: 'remove', in: 'stages', id: id('stg', 1) });
  expect(brief(small(), whole).filter(([, , , , isPart]) => !isPart)).toEqual([['stages', id('stg', 1), 'removed', 5, false]]);
});

test('what was removed and what hangs on it is put back to be marked; what is there stays as it is', () => {
  const after = changed({ op: 'remove', in: 'stages', id: id('stg', 1) }, { op: 'set', in: 'lanes', id: id('lan', 1), field: 'collapsed', value: true });
  const both = together(small(), after, shownDifference(small(), after));
  expect(shownIn(both).cells.size).toBe(2);
  expect(both.lanes[id('lan', 1)]?.collapsed).toBe(true);
  expect(after.stages[id('stg', 1)]?.removed).toBe(true);
});

test('random revisions: both sides are shown together, each mark is true, and nothing else is marked', () => {
  const seed = Number(process.env.WEND_SEED ?? 11);
  for (let round = 0; round < 40; round += 1) {
    const random = new Random(seed + round);
    const before = randomDocument(random, 12);
    let after = before;
    for (const operation of randomOperations(random, before, 12, { text: 3, set: 3, add: 3, remove: 3, restore: 2 })) after = apply(after, [operation]);
    const changes = shownDifference(before, after);
    const [was, is, both] = [shownIn(before), shownIn(after), shownIn(together(before, after, changes))];
    const different = new Set(difference(before, after).map((change) => change.id));
    for (const part of collections) {
      expect([...both[part]].sort(), `seed ${seed + round}, ${part}`).toEqual([...new Set([...was[part], ...is[part]])].sort());
      for (const thing of both[part]) {
        const mark = changes.find((change) => change.in === part && change.id === thing)?.what;
        const expected = !was[part].has(thing) ? 'added' : !is[part].has(thing) ? 'removed' : different.has(thing) ? 'changed' : undefined;
        expect(mark, `seed ${seed + round}, ${thing}`).toBe(expected);
      }
    }
    const whole = changes.filter(({ isPart }) => !isPart).reduce((sum, change) => sum + 1 + change.together, 0);
    expect(whole, `seed ${seed + round}`).toBe(changes.length);
    expect(apply(after, leading(after, before)), `seed ${seed + round}`).toEqual(back(after, before));
  }
});

/** What is only in the later one stays there as removed. */
function back(after: MapDocument, before: MapDocument): MapDocument {
  const all = structuredClone(before);
  for (const part of collections) for (const [thing, value] of Object.entries(after[part])) if (!before[part][thing]) Object.assign(all[part], { [thing]: { ...value, removed: true } });
  return all;
}

const lines = (...operations: Operation[]) => {
  const after = changed(...operations);
  return shownDifference(small(), after).flatMap((change) => changeLines(small(), after, change, { users: new Map([['usr_1', 'Ada']]) }).map(lineSentence));
};

test('says each difference in words', () => {
  const set = (part: 'cells' | 'steps' | 'lanes' | 'about' | 'pains', of: string, field: string, value: unknown): Operation => ({ op: 'set', in: part, id: of, field, value });
  expect(lines({ op: 'edit', in: 'steps', id: id('stp', 1), field: 'note', edit: [-1, '4'] })).toEqual(['note changed from ‘3 methods’ to ‘4 methods’']);
  expect(lines({ op: 'edit', in: 'steps', id: id('stp', 2), field: 'note', edit: ['a day'] })).toEqual(['note added: ‘a day’']);
  expect(lines(set('cells', id('cel', 1), 'step', id('stp', 2)))).toEqual(['moved from ‘Thinks · Pays’ to ‘Thinks · Waits’']);
  expect(lines(set('cells', id('cel', 1), 'order', 'a5'))).toEqual(['moved among its neighbours']);
  expect(lines(set('cells', id('cel', 1), 'evidence', 'measured'))).toEqual(['evidence changed from ‘not said’ to ‘measured’']);
  expect(lines(set('cells', id('cel', 1), 'moment', true))).toEqual(['moment that matters changed from ‘no’ to ‘yes’']);
  expect(lines(set('cells', id('cel', 1), 'value', -1.6))).toEqual(['feeling added: ‘−1.6’']);
  expect(lines(set('steps', id('stp', 1), 'binding', { event: 'Payment' }))).toEqual(['binding to data added: ‘Payment’']);
  expect(lines(set('steps', id('stp', 1), 'binding', { any: [{ event: 'a' }] }))).toEqual(['binding to data changed']);
  expect(lines(set('lanes', id('lan', 1), 'kind', 'list'))).toEqual(['kind changed from ‘Thinks’ to ‘List’']);
  expect(lines(set('about', 'about', 'status', 'in_review'), set('about', 'about', 'owner', 'usr_1'))).toEqual(['status changed from ‘draft’ to ‘in review’', 'owner added: ‘Ada’']);
});

test('two long texts are cut to where they differ, by whole words and never through a letter', () => {
  const around = 'word '.repeat(60);
  const [old, now] = differing(`${around}the card is refused ${around}`, `${around}the cart is refused ${around}`);
  expect([old.different, now.different]).toEqual(['card', 'cart']);
  expect([old.lead, old.tail]).toEqual(['…word word word the ', ' is refused word word …']);
  expect(differing('👩‍🚀 a', '👩‍🚀 b').map(({ different }) => different)).toEqual(['a', 'b']);
  expect(differing('', 'x')[0]).toEqual({ lead: '', different: '', tail: '' });
});

test('versions say how many changes they hold, and who made them', () => {
  const version = (revision: number) => ({ revision, name: null, note: '', from: '', at: '', by: [] });
  expect(versionRows([version(42), version(40), version(7)]).map(({ revision, changes }) => [revision, changes])).toEqual([[42, 2], [40, 33], [7, 6], [1, null]]);
  expect(versionRows([version(2), version(1)]).map(({ changes }) => changes)).toEqual([1, null]);
  expect(versionRows([])).toHaveLength(1);
  expect(versionRows(Array.from({ length: 500 }, (_, at) => version(1_000 - at))).at(-1)?.changes).toBeNull();
  expect([peopleWords([]), peopleWords(['Ada']), peopleWords(['Ada', 'Bo', 'you']), peopleWords(['Ada', 'Bo', 'Cy', 'Di', 'Ed'])]).toEqual(['somebody', 'Ada', 'Ada, Bo and you', 'Ada, Bo and 3 others']);
});

test('a map of 10,000 cells is compared in good time', () => {
  const map = small();
  for (let at = 0; at < 10_000; at += 1) map.cells[id('cel', 100 + at)] = { lane: id('lan', 1), step: id('stp', 1 + (at % 2)), order: 'a1', text: `What happens ${at}` };
  const after = structuredClone(map);
  for (const cell of Object.values(after.cells)) Object.assign(cell, { text: `${cell.text} now` });
  const start = performance.now();
  const changes = shownDifference(map, after);
  expect(changes).toHaveLength(10_002);
  // Generous, as tests run beside builds: a quadratic way would take a minute.
  expect(performance.now() - start).toBeLessThan(5_000);
});
