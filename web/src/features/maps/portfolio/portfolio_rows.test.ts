import { expect, test } from 'vitest';
import type { PortfolioMap } from '../../../api';
import { readListSearch } from '../list/list_search';
import { driftOf, dueOf, flatRows, keepersOf, treeRows } from './portfolio_rows';

const map = (id: string, part: Partial<PortfolioMap> = {}): PortfolioMap => ({
  id, title: id, state: 'current', status: 'published', level: 'journey', owner: null, review_on: null, tags: [], updated_at: '2026-01-01T00:00:00Z', revision: 1, steps: 1, template: null,
  personas: [], stages: [], maps: [], keeper: null, last_review: null, next_review: '2026-04-01', review_in_days: 40, look: null, health: null, ...part,
});
const look = (count: number, of: number) => ({ at: '', revision: 1, people: of, drift: { count, of }, fitness: null, sentence: null, steps: 1, bound: 1, reached: 1, error: null });
const ada = { id: 'u1', name: 'Ada' };
const maps = [
  map('life', { level: 'lifecycle', maps: ['buy', 'help'], title: 'Lifecycle' }),
  map('buy', { maps: ['pay', 'life'], title: 'Buying', tags: ['shop'], keeper: ada, look: look(31, 100), health: { score: 40, band: 'poor', parts: [] } }),
  map('help', { title: 'Help', status: 'draft', updated_at: '2026-02-01T00:00:00Z', maps: ['pay'], health: { score: 90, band: 'good', parts: [] } }),
  map('pay', { level: 'detail', title: 'Paying', review_in_days: -3, look: look(5, 10) }),
  map('old', { status: 'archived', title: 'Old' }),
  map('alone', { title: 'Alone', review_in_days: 7 }),
];
const ids = (search: Parameters<typeof flatRows>[1]) => flatRows(maps, search).map((row) => row.map.id);
const tree = (search: Parameters<typeof flatRows>[1], folded: string[] = []) => treeRows(maps, search, new Set(folded)).map((row) => `${'-'.repeat(row.depth)}${row.map.id}${row.aside ? '?' : ''}${row.alsoIn ? `+${row.alsoIn}` : ''}`);

test('maps are found by title, tag, stage, persona and who looks after them; archived ones when asked for', () => {
  expect(ids({})).toEqual(['help', 'alone', 'buy', 'life', 'pay']);
  expect(ids({ q: 'SHOP' })).toEqual(['buy']);
  expect(ids({ q: 'ada' })).toEqual(['buy']);
  expect(ids({ status: 'archived' })).toEqual(['old']);
  expect(ids({ owner: 'u1' })).toEqual(['buy']);
  expect(ids({ owner: 'nobody', q: 'li' })).toEqual(['life']);
  expect(ids({ health: 'poor' })).toEqual(['buy']);
  expect(ids({ due: 'overdue' })).toEqual(['pay']);
  expect(ids({ due: 'soon' })).toEqual(['alone']);
});

test('orders begin with what is to be looked at, and what is unknown stands last either way', () => {
  expect(ids({ sort: 'drift' })).toEqual(['pay', 'buy', 'alone', 'help', 'life']);
  expect(ids({ sort: 'drift', back: true })).toEqual(['buy', 'pay', 'alone', 'help', 'life']);
  expect(ids({ sort: 'health' })).toEqual(['buy', 'help', 'alone', 'life', 'pay']);
  expect(ids({ sort: 'title' })).toEqual(['alone', 'buy', 'help', 'life', 'pay']);
  expect(ids({ sort: 'title', back: true })[0]).toBe('pay');
});

test('the tree has every map once, cycles or not, and leads to what is found', () => {
  expect(tree({ sort: 'title' })).toEqual(['life+1', '-buy', '--pay+1', '-help', 'alone']);
  expect(tree({ sort: 'title' }, ['buy'])).toEqual(['life+1', '-buy', '-help', 'alone']);
  expect(tree({ q: 'paying' })).toEqual(['life?+1', '-buy?', '--pay+1']);
  expect(tree({ status: 'archived' })).toEqual(['old']);
  const loop = [map('a', { maps: ['b'] }), map('b', { maps: ['a'] })];
  expect(treeRows(loop, {}, new Set()).length).toBe(2);
});

test('a tree of 5,000 maps is quick', () => {
  const many = Array.from({ length: 5_000 }, (_, at) => map(`m${at}`, { maps: at < 2_000 ? [`m${at * 2 + 1}`, `m${at * 2 + 2}`] : [] }));
  const start = performance.now();
  expect(treeRows(many, { sort: 'title' }, new Set()).length).toBe(5_000);
  expect(performance.now() - start).toBeLessThan(2_000);
});

test('drift, reviews and who looks after maps', () => {
  expect(driftOf(map('x'))).toBe(null);
  expect(driftOf(map('x', { look: look(0, 0) }))).toBe(null);
  expect(driftOf(map('x', { look: look(1, 4) }))).toBe(0.25);
  expect(dueOf(map('x', { review_in_days: -1, status: 'draft' }))).toBe(null);
  expect(dueOf(map('x', { review_in_days: -1, status: 'draft', review_on: '2026-01-01' }))).toBe('overdue');
  expect(dueOf(map('x', { review_in_days: 0 }))).toBe('soon');
  expect(keepersOf(maps)).toEqual([ada]);
});

test('the address says what is asked for, and nothing else', () => {
  expect(readListSearch({ q: 'x', status: 'draft', sort: 'title', new: 'true', back: 'true', view: 'board', owner: 'u1', health: 'poor', due: 'soon', other: 1 })).toEqual({
    q: 'x', status: 'draft', sort: 'title', new: true, back: true, view: 'board', owner: 'u1', health: 'poor', due: 'soon',
  });
  expect(readListSearch({ q: '', status: 'constructor', sort: 'changed', view: 'tree', health: 'toString', back: false })).toEqual({});
});
