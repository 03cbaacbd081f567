import type { Predicate, Scalar } from '../../api';

/** One condition about customers as the picker knows it: an attribute and the values it may have. */
export interface Condition {
  of: 'trait' | 'property' | 'channel';
  /** The trait's or property's name; "channel" for a channel. */
  name: string;
  values: Scalar[];
}

/** The conditions as a predicate; all of them must hold. */
export function predicateOf(conditions: Condition[]): Predicate | undefined {
  const parts = conditions.filter(({ values }) => values.length > 0).map(onePredicate);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { all: parts };
}

function onePredicate({ of, name, values }: Condition): Predicate {
  if (of === 'channel') {
    const channels = values.map(String);
    return { channel: channels.length === 1 ? channels[0]! : channels };
  }
  const test =
    values.length === 1 ? { op: 'is' as const, value: values[0]! } : { op: 'in' as const, value: values };
  return of === 'trait' ? { trait: name, ...test } : { property: name, ...test };
}

/** A predicate the picker can show, as its conditions; null for any other predicate. */
export function conditionsOf(predicate: unknown): Condition[] | null {
  if (predicate === undefined) return [];
  if (predicate === null || typeof predicate !== 'object') return null;
  const parts = 'all' in predicate ? predicate.all : [predicate];
  if (!Array.isArray(parts)) return null;
  const conditions = parts.map(oneCondition);
  return conditions.every((condition) => condition !== null) ? conditions : null;
}

function oneCondition(part: unknown): Condition | null {
  if (part === null || typeof part !== 'object') return null;
  const fields = part as Record<string, unknown>;
  if ('channel' in fields) return condition('channel', 'channel', fields.channel);
  if (!['is', 'in', undefined].includes(fields.op as string | undefined)) return null;
  if (typeof fields.trait === 'string') return condition('trait', fields.trait, fields.value);
  if (typeof fields.property === 'string') return condition('property', fields.property, fields.value);
  return null;
}

function condition(of: Condition['of'], name: string, value: unknown): Condition | null {
  const values = Array.isArray(value) ? value : [value];
  const plain = values.every((one) => ['string', 'number', 'boolean'].includes(typeof one));
  return plain && values.length > 0 ? { of, name, values: values as Scalar[] } : null;
}

/** A predicate from the address, when it is one the picker can show. */
export function readWho(value: unknown): Predicate | undefined {
  const conditions = conditionsOf(value);
  return conditions === null ? undefined : predicateOf(conditions);
}

const mostNamed = 2;

/** "Everyone", "city is Hamburg", "city is Hamburg or Köln, platform is ios" */
export function whoLabel(who: Predicate | undefined): string {
  const conditions = conditionsOf(who) ?? [];
  return conditions.length === 0 ? 'Everyone' : conditions.map(conditionLabel).join(', ');
}

export function conditionLabel({ name, values }: Condition): string {
  const named = values.slice(0, mostNamed).map(String);
  const more = values.length - named.length;
  const list = more > 0 ? `${named.join(', ')} or ${more} more` : named.join(' or ');
  return `${name} is ${list}`;
}
