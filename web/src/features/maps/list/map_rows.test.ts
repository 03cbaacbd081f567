import { expect, test } from 'vitest';
import type { MapSummary } from '../../../api';
import { readListSearch } from './list_search';
import { isOverdue, mapRows } from './map_rows';

const map = (id: string, part: Partial<MapSummary>): MapSummary => ({
  id, title: id, state: 'current', status: 'draft', level: 'journey', owner: null, review_on: null, tags: [], updated_at: '2026-01-01T00:00:00Z', revision: 1, steps: 1, template: null,
  personas: [], ...part,
});
const maps = [
  map('b', { title: 'Loan', tags: ['bank'], steps: 4, updated_at: '2026-01-03T00:00:00Z' }),
  map('a', { title: 'Help desk', personas: [{ id: 'p', name: 'Maren' }], review_on: '2026-02-01', status: 'published' }),
  map('c', { title: 'Old', status: 'archived' }),
];
const ids = (search: Parameters<typeof mapRows>[1]) => mapRows(maps, search).map(({ id }) => id);

test('maps are found by title, tag and persona, and archived ones when asked for', () => {
  expect(ids({})).toEqual(['b', 'a']);
  expect(ids({ q: 'BANK' })).toEqual(['b']);
  expect(ids({ q: 'maren' })).toEqual(['a']);
  expect(ids({ status: 'archived' })).toEqual(['c']);
  expect(ids({ sort: 'title' })).toEqual(['a', 'b']);
  expect(ids({ sort: 'review' })).toEqual(['a', 'b']);
  expect(ids({ sort: 'steps' })).toEqual(['b', 'a']);
});

test('the address says what is asked for, and nothing else', () => {
  expect(readListSearch({ q: 'x', status: 'draft', sort: 'title', new: 'true', other: 1 })).toEqual({ q: 'x', status: 'draft', sort: 'title', new: true });
  expect(readListSearch({ q: '', status: 'constructor', sort: 'changed' })).toEqual({});
});

test('a review is overdue from the day after', () => {
  expect(isOverdue({ review_on: '2026-02-01' }, '2026-02-01')).toBe(false);
  expect(isOverdue({ review_on: '2026-02-01' }, '2026-02-02')).toBe(true);
  expect(isOverdue({ review_on: null }, '2026-02-02')).toBe(false);
});
