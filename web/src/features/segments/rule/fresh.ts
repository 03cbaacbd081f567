import { bareGroup, freshId, type Condition, type Group, type NameKind, type Node } from './node';

/** What can be added to a rule. Each is whole from the start, so that the document always is. */
export type FreshKind = 'did' | 'did_not' | 'measured' | 'first' | 'sequence' | 'account' | 'group';

const usualWindow = '30d';

export function freshPart(kind: FreshKind): Node {
  const base = { id: freshId(), not: false };
  switch (kind) {
    case 'did':
      return { ...base, kind: 'did', of: bareGroup(), at_least: 1, when: { last: usualWindow } };
    case 'did_not':
      return { ...base, kind: 'did', of: bareGroup(), at_most: 0, when: {} };
    case 'measured':
      return { ...base, kind: 'did', of: bareGroup(), measured: { by: 'sum', property: 'revenue', op: 'at_least', value: 100 }, when: {} };
    case 'first':
      return { ...base, kind: 'first', of: bareGroup(), when: { last: usualWindow } };
    case 'sequence':
      return { ...base, kind: 'sequence', steps: [bareGroup(), bareGroup()], within: '7d', when: {} };
    case 'account':
      return { ...base, kind: 'account', filters: [] };
    case 'group':
      return { id: base.id, kind: 'group', mode: 'any', bare: false, parts: [] };
  }
}

export const freshValue = (of: 'property' | 'trait', name: string): Condition => ({
  id: freshId(), kind: 'value', not: false, of, name, op: 'exists',
});
export const freshNames = (of: NameKind): Condition => ({ id: freshId(), kind: 'names', not: false, of, names: [] });
export const freshSegment = (segment: string): Condition => ({ id: freshId(), kind: 'segment', not: false, segment });

/** Chooses the event of a condition, and keeps what else is asked of it. */
export function withEvent(group: Group, names: string[]): Group {
  const [first, ...rest] = group.parts;
  const has = first?.kind === 'names' && first.of === 'event' && !first.not;
  const others = has ? rest : group.parts;
  if (names.length === 0) return { ...group, parts: others };
  const chosen = names.length === 1 ? names[0]! : names;
  const event = has ? { ...first, names: chosen } : { id: freshId(), kind: 'names' as const, not: false, of: 'event' as const, names: chosen };
  return { ...group, parts: [event, ...others] };
}
