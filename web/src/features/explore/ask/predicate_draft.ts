import type { Operator, Predicate, Scalar } from '../../../api';

export type NameKind = 'event' | 'touchpoint' | 'stage' | 'channel' | 'source' | 'type';

interface RowBase {
  id: number;
  not: boolean;
}
export interface NameRow extends RowBase {
  kind: NameKind;
  names: string[];
}
export interface ValueRow extends RowBase {
  kind: 'property' | 'trait';
  name: string;
  op: Operator;
  values: Scalar[];
}
export interface DidRow extends RowBase {
  kind: 'did';
  group: Group;
  at_least?: number;
  at_most?: number;
}
export interface GroupRow extends RowBase {
  kind: 'group';
  group: Group;
}
export interface SegmentRow extends RowBase {
  kind: 'segment';
  segment: string;
}
/** What this builder does not draw, such as a condition with a time window; kept as it is. */
export interface KeptRow extends RowBase {
  kind: 'kept';
  predicate: Predicate;
}
/** One condition in the builder; it may still miss its value. */
export type Row = NameRow | ValueRow | DidRow | GroupRow | SegmentRow | KeptRow;

export interface Group {
  mode: 'all' | 'any';
  rows: Row[];
}

export const nameKinds: readonly NameKind[] = ['event', 'touchpoint', 'stage', 'channel', 'source', 'type'];

/** Operators that take no value, and those that take several. */
export const withoutValue: readonly Operator[] = ['exists', 'not_exists'];
export const withList: readonly Operator[] = ['in', 'not_in'];

let lastId = 0;
export function freshId(): number {
  lastId += 1;
  return lastId;
}

const isEmpty = (predicate: Predicate) => Object.keys(predicate).length === 0;

export function groupOf(predicate: Predicate | undefined): Group {
  if (predicate === undefined || isEmpty(predicate)) return { mode: 'all', rows: [] };
  if ('all' in predicate) return { mode: 'all', rows: (predicate.all as Predicate[]).map(rowOf) };
  if ('any' in predicate) return { mode: 'any', rows: (predicate.any as Predicate[]).map(rowOf) };
  return { mode: 'all', rows: [rowOf(predicate)] };
}

function rowOf(predicate: Predicate): Row {
  if ('not' in predicate) {
    const row = rowOf(predicate.not as Predicate);
    // Twice not stays visible as a group, so that nothing is rewritten behind the reader's back.
    if (!row.not) return { ...row, not: true };
    return { id: freshId(), not: true, kind: 'group', group: { mode: 'all', rows: [row] } };
  }
  const base = { id: freshId(), not: false };
  const p = predicate as Record<string, unknown>;
  for (const kind of nameKinds) {
    if (kind in p) return { ...base, kind, names: ([] as string[]).concat(p[kind] as string) };
  }
  if ('property' in p || 'trait' in p) {
    const kind = 'property' in p ? 'property' : 'trait';
    const values = p.value === undefined ? [] : ([] as Scalar[]).concat(p.value as Scalar);
    return { ...base, kind, name: String(p[kind]), op: (p.op as Operator) ?? 'is', values };
  }
  if (typeof p.segment === 'string') return { ...base, kind: 'segment', segment: p.segment };
  if ('did' in p && Object.keys(p).every((name) => ['did', 'at_least', 'at_most'].includes(name))) {
    const limits = Object.fromEntries(
      ['at_least', 'at_most'].filter((name) => p[name] !== undefined).map((name) => [name, p[name]]),
    );
    return { ...base, kind: 'did', group: groupOf(p.did as Predicate), ...limits };
  }
  if ('all' in p || 'any' in p || isEmpty(predicate)) return { ...base, kind: 'group', group: groupOf(predicate) };
  return { ...base, kind: 'kept', predicate };
}

/** What the builder says so far; rows that miss something are left out. Undefined: nothing yet. */
export function predicateOf(group: Group): Predicate | undefined {
  const parts = group.rows.map(partOf).filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  if (parts.length === 1) return parts[0];
  return group.mode === 'all' ? { all: parts } : { any: parts };
}

function partOf(row: Row): Predicate | undefined {
  const plain = plainPart(row);
  return plain !== undefined && row.not ? { not: plain } : plain;
}

function plainPart(row: Row): Predicate | undefined {
  if (row.kind === 'kept') return row.predicate;
  if (row.kind === 'segment') return row.segment === '' ? undefined : { segment: row.segment };
  if (row.kind === 'group') return predicateOf(row.group);
  if (row.kind === 'did') {
    const did = predicateOf(row.group);
    if (did === undefined) return undefined;
    return {
      did,
      ...(row.at_least === undefined ? {} : { at_least: row.at_least }),
      ...(row.at_most === undefined ? {} : { at_most: row.at_most }),
    };
  }
  if (row.kind === 'property' || row.kind === 'trait') {
    if (row.name === '') return undefined;
    const base = { [row.kind]: row.name, op: row.op } as { property: string; op: Operator };
    if (withoutValue.includes(row.op)) return base;
    if (row.values.length === 0) return undefined;
    return { ...base, value: withList.includes(row.op) ? row.values : (row.values[0] as Scalar) };
  }
  if (!('names' in row) || row.names.length === 0) return undefined;
  return { [row.kind]: row.names.length === 1 ? row.names[0] : row.names } as Predicate;
}

/** A new operator keeps what it can of the values. */
export function withOperator(row: ValueRow, op: Operator): ValueRow {
  const values = withoutValue.includes(op) ? [] : withList.includes(op) ? row.values : row.values.slice(0, 1);
  return { ...row, op, values };
}

const comparing: readonly Operator[] = ['greater', 'at_least', 'less', 'at_most'];

/** A typed text as a value: a number where numbers are compared. */
export function typedValue(text: string, op: Operator): Scalar {
  const number = Number(text);
  return comparing.includes(op) && text.trim() !== '' && Number.isFinite(number) ? number : text;
}
