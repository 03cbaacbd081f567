import type { Predicate, SegmentOverlap } from '../../../api';

export interface Column {
  /** Ids of the segments that these customers are in; of all others shown they are not. */
  in: string[];
  only: number;
  /** Of the highest column. */
  height: number;
  rule: Predicate;
}

export interface Row {
  id: string;
  name: string;
  size: number;
  /** Of the largest segment. */
  width: number;
}

/** Exactly those who are in these segments and in no other of the ones shown. */
export function onlyIn(inside: string[], all: string[]): Predicate {
  const parts: Predicate[] = all.map((id) => (inside.includes(id) ? { segment: id } : { not: { segment: id } }));
  return parts.length === 1 ? parts[0]! : { all: parts };
}

/** The picture: rows are segments, columns are who is in exactly these, the largest first; empty ones are left out. */
export function upset({ segments, items }: SegmentOverlap): { rows: Row[]; columns: Column[]; empty: number } {
  const ids = segments.map(({ id }) => id);
  const sizes = new Map(items.filter((item) => item.in.length === 1).map((item) => [item.in[0]!, item.count]));
  const largest = Math.max(1, ...sizes.values());
  const rows = segments.map(({ id, name }) => {
    const size = sizes.get(id) ?? 0;
    return { id, name: name ?? id, size, width: size / largest };
  });
  const there = items.filter(({ only }) => only > 0).toSorted((a, b) => b.only - a.only || a.in.length - b.in.length);
  const highest = Math.max(1, ...there.map(({ only }) => only));
  const columns = there.map((item) => ({ in: item.in, only: item.only, height: item.only / highest, rule: onlyIn(item.in, ids) }));
  return { rows, columns, empty: items.length - there.length };
}

/** "Bought and Opened, not Staff" */
export function columnWords(column: Pick<Column, 'in'>, rows: Row[]): string {
  const named = (inside: boolean) => rows.filter(({ id }) => column.in.includes(id) === inside).map(({ name }) => name);
  const [of, not] = [named(true), named(false)];
  return `${of.join(' and ')}${not.length === 0 ? '' : `, not ${not.join(' or ')}`}`;
}
