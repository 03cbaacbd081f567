import { describe, expect, test } from 'vitest';
import type { SqlAnswer } from '../../../api/sql';
import { parseHistory, withRan } from './sql_history';
import { readPlace, spanAt } from './sql_place';
import { customerOf, isNumeric, nextRowSort, orderOf, toCsv, toJson } from './sql_rows';
import { readSqlSearch } from './sql_search';

describe('the place of an error', () => {
  test('is read from the field of the problem', () => {
    expect(readPlace('line 2, column 15')).toEqual({ line: 2, column: 15 });
    expect(readPlace('sql')).toBeNull();
    expect(readPlace(null)).toBeNull();
  });
  test('is the word that stands there, counted in characters', () => {
    const text = "SELECT '😀ä', chanel\nFROM x";
    const { from, to } = spanAt(text, { line: 1, column: 14 });
    expect(text.slice(from, to)).toBe('chanel');
    expect(spanAt(text, { line: 2, column: 6 })).toEqual({ from: text.length - 1, to: text.length });
  });
  test('beyond the end is the end', () => {
    expect(spanAt('SELECT', { line: 9, column: 9 })).toEqual({ from: 6, to: 6 });
  });
});

describe('the history', () => {
  const ran = (sql: string) => ({ sql, at: '2026-01-01T00:00:00Z', rows: 1 });
  test('has each statement once, the latest first, and an end', () => {
    const list = withRan(withRan(withRan([], ran('a')), ran('b')), ran('a'));
    expect(list.map(({ sql }) => sql)).toEqual(['a', 'b']);
    const many = Array.from({ length: 80 }, (_, i) => ran(String(i))).reduce(withRan, [] as ReturnType<typeof withRan>);
    expect(many).toHaveLength(50);
    expect(many[0]?.sql).toBe('79');
  });
  test('is empty when the text is of somebody else', () => {
    expect(parseHistory('{')).toEqual([]);
    expect(parseHistory('{"a": 1}')).toEqual([]);
    expect(parseHistory('[1, {"sql": 2}, null]')).toEqual([]);
  });
});

describe('rows', () => {
  const rows = [['b', 2], ['a', null], ['a10', 10], ['a9', 1]];
  test('are sorted by number or text, empty ones last both ways', () => {
    expect(orderOf(rows, { column: 1, descending: false })).toEqual([3, 0, 2, 1]);
    expect(orderOf(rows, { column: 1, descending: true })).toEqual([2, 0, 3, 1]);
    expect(orderOf(rows, { column: 0, descending: false })).toEqual([1, 3, 2, 0]);
    expect(orderOf(rows, null)).toEqual([0, 1, 2, 3]);
  });
  test('turn up, down and back', () => {
    const up = nextRowSort(null, 1);
    const down = nextRowSort(up, 1);
    expect([up, down, nextRowSort(down, 1)]).toEqual([{ column: 1, descending: false }, { column: 1, descending: true }, null]);
  });
  const answer: SqlAnswer = {
    columns: [{ name: 'n', type: 'BIGINT' }, { name: 'n', type: 'VARCHAR' }],
    rows: [[1, '=1+1'], [null, ['a', 1]]],
    row_count: 2,
    cut_by: null,
    took_ms: 1,
  };
  test('leave as CSV without formulas', () => {
    expect(toCsv(answer)).toBe('n,n\r\n1,\'=1+1\r\n,"[""a"",1]"\r\n');
  });
  test('leave as JSON with every column', () => {
    expect(JSON.parse(toJson(answer))).toEqual([{ n: 1, n_2: '=1+1' }, { n: null, n_2: ['a', 1] }]);
  });
  test('know numbers and customers', () => {
    expect(['BIGINT', 'UHUGEINT', 'DECIMAL(9,2)', 'INTEGER'].every((type) => isNumeric({ name: '', type }))).toBe(true);
    expect(['VARCHAR', 'INTERVAL', 'BIGINT[]', 'POINT'].some((type) => isNumeric({ name: '', type }))).toBe(false);
    expect(customerOf('c_00000000000000ff')).toBe('c_00000000000000ff');
    expect(customerOf('c_1')).toBeNull();
  });
});

test('the address keeps a statement that looks like a number', () => {
  expect(readSqlSearch({ q: 12 })).toEqual({ q: '12' });
  expect(readSqlSearch({ q: '' })).toEqual({});
});
