import type { SqlAnswer, SqlCell, SqlColumn } from '../../../api/sql';
import { csv } from '../../../people/csv';

export interface RowSort {
  column: number;
  descending: boolean;
}

/** The next order when a header is pressed: up, down, as it came. */
export function nextRowSort(sort: RowSort | null, column: number): RowSort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** Places of the rows in the order asked for; nulls last, equal ones as they came. */
export function orderOf(rows: SqlCell[][], sort: RowSort | null): number[] {
  const order = rows.map((_, at) => at);
  if (sort === null) return order;
  const sign = sort.descending ? -1 : 1;
  return order.sort((a, b) => compare(rows[a]?.[sort.column] ?? null, rows[b]?.[sort.column] ?? null, sign) || a - b);
}

function compare(a: SqlCell, b: SqlCell, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * cellText(a).localeCompare(cellText(b), 'en', { numeric: true });
}

export function cellText(cell: SqlCell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

export function isNumeric({ type }: SqlColumn): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
}

/** Customers stand in results by the id that their page has. */
export function customerOf(cell: SqlCell): string | null {
  return typeof cell === 'string' && /^c_[0-9a-f]{16}$/.test(cell) ? cell : null;
}

export function toCsv(answer: SqlAnswer): string {
  return csv([
    answer.columns.map(({ name }) => name),
    ...answer.rows.map((row) => row.map((cell) => (cell !== null && typeof cell === 'object' ? JSON.stringify(cell) : cell))),
  ]);
}

/** A list of objects; columns of one name get a number. */
export function toJson(answer: SqlAnswer): string {
  const names: string[] = [];
  for (const { name } of answer.columns) {
    let own = name;
    for (let n = 2; names.includes(own); n += 1) own = `${name}_${n}`;
    names.push(own);
  }
  return JSON.stringify(answer.rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null]))), null, 2);
}
