import type { Duration, OneOrMore, Operator, Scalar } from '../../../api';
import { freshId, measures, nameKinds, type Group, type Node, type ValueNode, type When } from './node';
import { write } from './write';

type Fields = Record<string, unknown>;

const operators: readonly string[] = [
  'is', 'is_not', 'in', 'not_in', 'contains', 'starts_with', 'ends_with', 'matches',
  'greater', 'at_least', 'less', 'at_most', 'exists', 'not_exists',
];
/** Deeper documents are kept as JSON; the server reads no more than 32 levels. */
const mostLevels = 40;

/** The root of the builder: always a group. */
export function readRule(rule: unknown): Group {
  return asGroup(rule, 0);
}

/** One node; what would not give back the very same document is kept as it is. */
export function readNode(json: unknown, level = 0): Node {
  const node = level > mostLevels ? null : drawn(json, level);
  return node !== null && same(write(node), json) ? node : { id: freshId(), kind: 'raw', json };
}

function asGroup(json: unknown, level: number): Group {
  if (isObject(json) && Object.keys(json).length === 0) return group('all', true, []);
  const node = readNode(json, level);
  return node.kind === 'group' ? node : group('all', true, [node]);
}

function group(mode: Group['mode'], bare: boolean, parts: Node[]): Group {
  return { id: freshId(), kind: 'group', mode, bare, parts };
}

function drawn(json: unknown, level: number): Node | null {
  if (!isObject(json)) return null;
  if (Object.keys(json).length === 0) return group('all', true, []);
  const parts = (list: unknown) => (Array.isArray(list) ? list.map((part) => readNode(part, level + 1)) : null);
  for (const mode of ['all', 'any'] as const) {
    const list = parts(json[mode]);
    if (list) return group(mode, false, list);
  }
  if ('not' in json) {
    const inner = json.not;
    if (isObject(inner)) {
      const all = parts(inner.all);
      if (all) return group('not_all', false, all);
      const any = parts(inner.any);
      if (any) return group('none', false, any);
    }
    const node = readNode(inner, level + 1);
    return node.kind === 'group' || node.kind === 'raw' || node.not ? null : { ...node, not: true };
  }
  return condition(json, level);
}

function condition(json: Fields, level: number): Node | null {
  const base = { id: freshId(), not: false };
  for (const of of nameKinds) {
    if (isNames(json[of])) return { ...base, kind: 'names', of, names: json[of] };
  }
  for (const of of ['property', 'trait'] as const) {
    const name = json[of];
    if (typeof name !== 'string') continue;
    if (!isOperator(json.op) || !isValue(json.value)) return null;
    return { ...base, kind: 'value', of, name, op: json.op, value: json.value };
  }
  if ('did' in json) {
    const when = readWhen(json, 'within');
    if (when === null) return null;
    const of = asGroup(json.did, level + 1);
    for (const by of measures) {
      const property = json[by];
      if (typeof property !== 'string') continue;
      if (!isOperator(json.op) || typeof json.value !== 'number') return null;
      return { ...base, kind: 'did', of, measured: { by, property, op: json.op, value: json.value }, when };
    }
    if (!isCount(json.at_least) || !isCount(json.at_most)) return null;
    return { ...base, kind: 'did', of, at_least: json.at_least, at_most: json.at_most, when };
  }
  if ('first' in json) {
    const when = readWhen(json, 'within');
    return when && { ...base, kind: 'first', of: asGroup(json.first, level + 1), when };
  }
  if (Array.isArray(json.sequence)) {
    const when = readWhen(json, 'in_last');
    if (when === null || !isDuration(json.within)) return null;
    const steps = json.sequence.map((step) => asGroup(step, level + 1));
    return { ...base, kind: 'sequence', steps, within: json.within, when };
  }
  if (isObject(json.account)) {
    const filters = accountFilters(json.account, level);
    return filters && { ...base, kind: 'account', filters };
  }
  if (typeof json.segment === 'string') return { ...base, kind: 'segment', segment: json.segment };
  return null;
}

/** Of an account only plain comparisons of its traits are drawn. */
function accountFilters(json: Fields, level: number): ValueNode[] | null {
  if (Object.keys(json).length === 0) return [];
  const list = Array.isArray(json.all) ? json.all : [json];
  const nodes = list.map((part) => readNode(part, level + 1));
  const plain = nodes.filter((node): node is ValueNode => node.kind === 'value' && node.of === 'trait');
  return plain.length === nodes.length ? plain : null;
}

function readWhen(json: Fields, window: 'within' | 'in_last'): When | null {
  const { from, to } = json;
  const last = json[window];
  if (!isDuration(last) || !isText(from) || !isText(to)) return null;
  return { last, from, to };
}

const isObject = (json: unknown): json is Fields => json !== null && typeof json === 'object' && !Array.isArray(json);
const isText = (json: unknown): json is string | undefined => json === undefined || typeof json === 'string';
const isCount = (json: unknown): json is number | undefined => json === undefined || typeof json === 'number';
const isDuration = (json: unknown): json is Duration | undefined => isText(json) || typeof json === 'number';
const isOperator = (json: unknown): json is Operator | undefined =>
  json === undefined || (typeof json === 'string' && operators.includes(json));
const isNames = (json: unknown): json is OneOrMore =>
  typeof json === 'string' || (Array.isArray(json) && json.every((name) => typeof name === 'string'));
const isScalar = (json: unknown): json is Scalar => ['string', 'number', 'boolean'].includes(typeof json);
const isValue = (json: unknown): json is Scalar | Scalar[] | undefined =>
  json === undefined || isScalar(json) || (Array.isArray(json) && json.every(isScalar));

/** Whether two documents say the same; the order of fields does not count. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((part, at) => same(part, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => name in other && same(one[name], other[name]));
}
