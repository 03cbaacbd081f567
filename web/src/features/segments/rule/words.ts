import { rangeWords } from '../../explore/ask/period';
import { durationWords } from '../../explore/ask/duration_words';
import { listWords, operatorWords } from '../../explore/ask/predicate_words';
import type { OneOrMore } from '../../../api';
import type { DidNode, Group, GroupMode, Measure, NameKind, NamesNode, Node, ValueNode, When } from './node';

/** What segments are called, by their ids. */
export type SegmentNames = ReadonlyMap<string, string>;

export const modeWords: Record<GroupMode, string> = {
  all: 'all of these',
  any: 'any of these',
  none: 'none of these',
  not_all: 'not all of these',
};
export const joints: Record<GroupMode, string> = { all: 'and', any: 'or', none: 'nor', not_all: 'and' };

export const measureWords: Record<Measure, string> = {
  sum: 'sum',
  average: 'average',
  min: 'smallest',
  max: 'largest',
};

const asList = (names: OneOrMore): string[] => (Array.isArray(names) ? names : [names]);

export function namesWords({ of, names }: Pick<NamesNode, 'of' | 'names'>): string {
  const words = listWords(asList(names)) || 'nothing chosen';
  const before: Record<NameKind, string> = {
    event: '',
    type: 'type ',
    channel: 'on ',
    source: 'from ',
    touchpoint: 'touchpoint ',
    stage: 'stage ',
  };
  return before[of] + words;
}

export function valueWords({ name, op = 'is', value }: Pick<ValueNode, 'name' | 'op' | 'value'>): string {
  const words = `${name} ${operatorWords[op]}`;
  return value === undefined ? words : `${words} ${listWords((Array.isArray(value) ? value : [value]).map(String)) || '“”'}`;
}

/** What every account has beside its traits. */
export const accountFields: Record<string, string> = { $members: 'number of members', $key: 'key', $type: 'type' };

export function accountTraitWords(node: ValueNode): string {
  return `${node.not ? 'not ' : ''}${valueWords({ ...node, name: accountFields[node.name] ?? node.name })}`;
}

export function whenWords({ last, from, to }: When): string {
  if (last !== undefined) return `in the last ${durationWords(last)}`;
  if (from === undefined && to === undefined) return 'ever';
  const range = rangeWords({ from, to });
  return from !== undefined && to !== undefined ? `between ${range.replace(' – ', ' and ')}` : range;
}

const times = (many: number) => (many === 1 ? 'once' : `${many} times`);

/** Said only by "at most none", which means nothing else. */
export const isNever = ({ measured, at_least, at_most }: DidNode): boolean =>
  measured === undefined && at_most === 0 && (at_least === undefined || at_least === 0);

export function countWords(did: DidNode): string {
  if (did.measured) {
    const { by, property, op = 'is', value } = did.measured;
    return `with ${by === 'sum' || by === 'average' ? `${by} of ${property}` : `${measureWords[by]} ${property}`} that ${operatorWords[op]} ${value}`;
  }
  if (isNever(did)) return 'not once';
  const least = did.at_least ?? 1;
  if (did.at_most === undefined) return least === 0 ? 'any number of times' : `at least ${times(least)}`;
  if (least === did.at_most) return `exactly ${times(least)}`;
  return least === 0 ? `at most ${times(did.at_most)}` : `${least} to ${did.at_most} times`;
}

/** The event of a condition and what else is asked of it, where it is that plain. */
export function plainEvent(group: Group): { event: NamesNode | null; filters: (NamesNode | ValueNode)[] } | null {
  if (group.mode !== 'all') return null;
  const [first, ...rest] = group.parts;
  if (first === undefined) return { event: null, filters: [] };
  const event = first.kind === 'names' && first.of === 'event' && !first.not ? first : null;
  const filters = event ? rest : group.parts;
  const plain = filters.every((part): part is NamesNode | ValueNode => part.kind === 'names' || part.kind === 'value');
  return plain ? { event, filters: filters as (NamesNode | ValueNode)[] } : null;
}

/** Which events a group means: "Order placed where total is more than 5". */
export function eventWords(group: Group, names: SegmentNames): string {
  const plain = plainEvent(group);
  if (!plain) return `something (${groupWords(group, names)})`;
  const event = plain.event ? namesWords(plain.event) : 'anything';
  const [first] = plain.filters;
  if (!first) return event;
  // "Order placed on app", "Order placed where total is 5".
  const joint = first.kind === 'names' && first.of === 'channel' && !first.not ? '' : 'where ';
  return `${event} ${joint}${plain.filters.map((part) => ruleWords(part, names)).join(' and ')}`;
}

function groupWords(group: Group, names: SegmentNames): string {
  if (group.parts.length === 0) return group.mode === 'all' || group.mode === 'none' ? 'everybody' : 'nobody';
  const words = group.parts.map((part) => (part.kind === 'group' && part.parts.length > 1 ? `(${ruleWords(part, names)})` : ruleWords(part, names)));
  const joined = words.join(group.mode === 'any' || group.mode === 'none' ? ' or ' : ' and ');
  if (group.mode === 'none') return words.length === 1 ? `not: ${joined}` : `none of: ${joined}`;
  return group.mode === 'not_all' ? `not all of: ${joined}` : joined;
}

/** A rule as one sentence: "did Order placed at least 2 times in the last 30 days and city is Hamburg". */
export function ruleWords(node: Node, names: SegmentNames): string {
  switch (node.kind) {
    case 'raw':
      return `by JSON: ${JSON.stringify(node.json)}`;
    case 'group':
      return groupWords(node, names);
    case 'names':
      return `${node.not ? 'not ' : ''}${namesWords(node)}`;
    case 'value':
      return `${node.not ? 'not ' : ''}${valueWords(node)}`;
    case 'account': {
      const whose = node.filters.map((part) => accountTraitWords(part)).join(' and ');
      return `belongs to ${node.not ? 'no' : 'an'} account${whose === '' ? '' : ` whose ${whose}`}`;
    }
    case 'segment':
      return `${node.not ? 'not in' : 'in'} ${names.get(node.segment) ?? node.segment}`;
    case 'first':
      return `${node.not ? 'did not first do' : 'first did'} ${eventWords(node.of, names)} ${whenWords(node.when)}`;
    case 'sequence': {
      const steps = node.steps.map((step) => eventWords(step, names)).join(', then ');
      const within = node.within === undefined ? '' : ` within ${durationWords(node.within)}`;
      const when = whenWords(node.when);
      return `${node.not ? 'did not do' : 'did'} ${steps}${within}${when === 'ever' ? '' : `, the last ${when}`}`;
    }
    case 'did': {
      const never = isNever(node) !== node.not;
      const many = isNever(node) || (never && countWords(node) === 'at least once') ? '' : ` ${countWords(node)}`;
      return `${never ? 'did not do' : 'did'} ${eventWords(node.of, names)}${many} ${whenWords(node.when)}`;
    }
  }
}
