import { describe, expect, it } from 'vitest';
import { along, at, labels, logScale, movedTo, neighbour, nudged, scalesOf, spread, valuesOf } from './matrix_places';
import { opportunitiesCsv } from './opportunities_csv';
import { grouped, opportunityRows, ranks } from './opportunity_rows';
import { readOpportunitySearch } from './opportunity_search';
import { missing, ratingOf, scoreOf, ulwickOf, valueOf } from './scores';
import { opportunity } from './testing';

const rating = (value: number) => ({ value, evidence: 'hand' as const, answers: null, source: '' });

describe('scores', () => {
  it('are those that the server counts', () => {
    const one = opportunity('a', [500, 2, 80, 4]);
    expect([valueOf(one), scoreOf(one)]).toEqual([800, 200]);
    expect(scoreOf(opportunity('b', [500, 2, 80]))).toBeNull();
    expect(missing(opportunity('b', [500, 2, 80]))).toEqual(['effort']);
    expect(ulwickOf({ importance: rating(9), satisfaction: rating(3) })).toBe(15);
    expect(ulwickOf({ importance: rating(4), satisfaction: rating(9) })).toBe(4);
    expect(ratingOf({ n: 120, top: 98 })).toBe(8.2);
  });
});

describe('the list', () => {
  const all = [
    opportunity('small', [100, 2, 50, 1], { category: 'process', owner: 'usr_1' }), opportunity('large', [900, 2, 50, 3], { map: 'map_1', map_title: 'Buying', goals: ['goa_1'] }), opportunity('unknown'),
    opportunity('gone', [1e6, 3, 100, 1], { state: 'dropped' }),
  ];
  const ids = (search = {}) => opportunityRows(all, search).map(({ id }) => id);
  it('has the highest score first, and what has none last either way', () => {
    expect(ids()).toEqual(['large', 'small', 'unknown']);
    expect(ids({ turned: true })).toEqual(['small', 'large', 'unknown']);
    expect(ids({ sort: 'effort' })).toEqual(['small', 'large', 'unknown']);
    expect(ids({ state: 'all' })[0]).toBe('gone');
    expect(ids({ owner: 'none', q: 'BUY' })).toEqual(['large']);
    expect(ids({ goal: 'goa_1' })).toEqual(['large']);
    expect(ids({ map: 'none' })).toEqual(['small', 'unknown']);
    expect([...ranks(all)]).toEqual([['large', 1], ['small', 2]]);
  });
  it('is put into groups, the ungrouped last', () => {
    expect(grouped(opportunityRows(all, {}), 'category').map(({ title, rows }) => [title, rows.length])).toEqual([['Process', 1], ['Not grouped', 2]]);
    expect(grouped(opportunityRows(all, {}), 'map').map(({ title }) => title)).toEqual(['Buying', 'On no map']);
  });
  it('takes nothing from the address that it does not know', () => {
    expect(readOpportunitySearch({ state: 'evil', sort: '__proto__', open: '<b>', group: 'map', turned: 'true', axes: 'ulwick', q: '' })).toEqual({ group: 'map', turned: true, axes: 'ulwick' });
  });
  it('is exported without formulas', () => {
    const text = opportunitiesCsv([opportunity('a', [1, 2, 50, 1], { title: '=cmd()', description: 'a "b"\nc' })], () => '');
    expect(text.split('\r\n')[1]).toContain(`a,'=cmd(),"a ""b""\nc",none`);
  });
});

describe('the matrix', () => {
  it('goes from a tick below to a tick above', () => {
    const scale = logScale([3, 40], 1, 10);
    expect([scale.least, scale.most, scale.ticks]).toEqual([2, 50, [2, 5, 10, 20, 50]]);
    expect(at(scale, along(scale, 17))).toBeCloseTo(17);
    expect(logScale([], 1, 10).ticks.length).toBeGreaterThan(2);
  });
  it('sets what a point is moved to, an impact to the nearest of five', () => {
    const one = opportunity('a', [500, 2, 80, 4]);
    expect(valuesOf(one, 'value')).toEqual({ x: 4, y: 800 });
    expect(movedTo(one, 'value', { x: 4.1, y: 790 })).toBeNull();
    const moved = movedTo(one, 'value', { x: 8.2, y: 390 });
    expect([moved?.effort?.value, moved?.impact?.value, moved?.effort?.evidence]).toEqual([8, 1, 'hand']);
    expect(movedTo({ ...one, importance: rating(5), satisfaction: rating(5) }, 'ulwick', { x: 7.1, y: 0 })).toMatchObject({ importance: { value: 7 }, satisfaction: { value: 1 } });
    expect(nudged(one, 'impact', 1, 1)).toMatchObject({ effort: { value: 4.5 }, impact: { value: 3 } });
    expect(nudged(opportunity('b', [1, 3, 1, 0.25]), 'impact', -1, 1)).toBeNull();
    expect(nudged(opportunity('c', [1, 3, 1, 2]), 'value', -1, 0)?.effort?.value).toBe(1.75);
  });
  it('moves apart what would lie on each other, and nothing else', () => {
    const points = [...Array.from({ length: 30 }, (_, n) => ({ id: `p${n}`, x: 200, y: 200 })), { id: 'far', x: 20, y: 20 }];
    const placed = spread(points, 24, 400, 400);
    expect(placed.at(-1)).toEqual({ id: 'far', x: 20, y: 20 });
    const gaps = placed.flatMap((one, n) => placed.slice(n + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y)));
    expect(Math.min(...gaps)).toBeGreaterThan(20);
    expect(spread(points, 24, 400, 400)).toEqual(placed);
  });
  it('names what has room, and finds the next one by arrow', () => {
    const points = [{ id: 'a', x: 50, y: 50 }, { id: 'b', x: 90, y: 50 }, { id: 'c', x: 60, y: 200 }];
    expect(labels(points, () => 60, 10, 400).map(({ id, side }) => [id, side])).toEqual([['b', 'right'], ['c', 'right']]);
    expect(neighbour(points, 'a', 1, 0)).toBe('b');
    expect(neighbour(points, 'a', 0, 1)).toBe('c');
    expect(neighbour(points, 'b', 1, 0)).toBeNull();
    expect(scalesOf([], 'value').x.ticks.length).toBeGreaterThan(1);
  });
});
