import type { Duration, OneOrMore, Operator, Predicate, Scalar } from '../../../api';

export type NameKind = 'event' | 'type' | 'channel' | 'source' | 'touchpoint' | 'stage';
export const nameKinds: readonly NameKind[] = ['event', 'type', 'channel', 'source', 'touchpoint', 'stage'];

export type GroupMode = 'all' | 'any' | 'none' | 'not_all';
export type Measure = 'sum' | 'average' | 'min' | 'max';
export const measures: readonly Measure[] = ['sum', 'average', 'min', 'max'];

/** When: before now, by dates, or (empty) ever. */
export interface When {
  last?: Duration;
  from?: string;
  to?: string;
}

interface Base {
  /** Of this page alone; the document has none. */
  id: number;
}

interface Deniable extends Base {
  /** Written as {"not": …} around it. */
  not: boolean;
}

export interface Group extends Base {
  kind: 'group';
  mode: GroupMode;
  /** With one part the part stands alone, with none it is {}: so are documents without a group. */
  bare: boolean;
  parts: Node[];
}
export interface NamesNode extends Deniable {
  kind: 'names';
  of: NameKind;
  names: OneOrMore;
}
export interface ValueNode extends Deniable {
  kind: 'value';
  of: 'property' | 'trait';
  name: string;
  op?: Operator;
  value?: Scalar | Scalar[];
}
export interface Measured {
  by: Measure;
  property: string;
  op?: Operator;
  value: number;
}
export interface DidNode extends Deniable {
  kind: 'did';
  of: Group;
  at_least?: number;
  at_most?: number;
  measured?: Measured;
  when: When;
}
export interface FirstNode extends Deniable {
  kind: 'first';
  of: Group;
  when: When;
}
export interface SequenceNode extends Deniable {
  kind: 'sequence';
  steps: Group[];
  within?: Duration;
  when: When;
}
export interface SegmentNode extends Deniable {
  kind: 'segment';
  segment: string;
}
/** They belong to an account of which all of these hold. */
export interface AccountNode extends Deniable {
  kind: 'account';
  filters: ValueNode[];
}
/** What is not drawn: kept as it is, and edited as JSON. */
export interface RawNode extends Base {
  kind: 'raw';
  json: unknown;
}

export type Condition = NamesNode | ValueNode | DidNode | FirstNode | SequenceNode | SegmentNode | AccountNode;
export type Node = Group | Condition | RawNode;

let lastId = 0;
export function freshId(): number {
  lastId += 1;
  return lastId;
}

/** A group that is not there in the document until it has two parts. */
export function bareGroup(...parts: Node[]): Group {
  return { id: freshId(), kind: 'group', mode: 'all', bare: true, parts };
}

export const eventNode = (names: OneOrMore): NamesNode => ({ id: freshId(), kind: 'names', not: false, of: 'event', names });

export type Rule = Predicate;
