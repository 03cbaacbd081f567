import type { Duration, Operator, Predicate, Scalar } from '../../../api';
import { durationWords } from './duration_words';

export const operatorWords: Record<Operator, string> = {
  is: 'is',
  is_not: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches',
  greater: 'is more than',
  at_least: 'is at least',
  less: 'is less than',
  at_most: 'is at most',
  exists: 'is known',
  not_exists: 'is not known',
};

/** More names than this in one word of the sentence are counted instead. */
const namesShown = 2;

export function listWords(names: string[], joint = 'or'): string {
  if (names.length <= 1) return names[0] ?? '';
  const hidden = names.length - namesShown;
  if (hidden > 0) return `${names.slice(0, namesShown).join(', ')} ${joint} ${hidden} more`;
  return `${names.slice(0, -1).join(', ')} ${joint} ${names.at(-1)}`;
}

const asList = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).map((item) => String(item));

function comparison(name: string, op: Operator, value: Scalar | Scalar[] | undefined): string {
  if (op === 'exists' || op === 'not_exists') return `${name} ${operatorWords[op]}`;
  return `${name} ${operatorWords[op]} ${listWords(asList(value ?? ''))}`;
}

function times(atLeast: number | undefined, atMost: number | undefined): string {
  const least = atLeast ?? 1;
  if (atMost === undefined) return least === 1 ? '' : ` ${least} times or more`;
  if (atMost === 0) return ' never';
  if (least === atMost) return least === 1 ? ' once' : ` ${least} times`;
  return least === 0 ? ` at most ${atMost} times` : ` ${least} to ${atMost} times`;
}

/** A predicate as it stands in a sentence: "Cart or Payment", "Payment and platform is ios". */
export function predicateWords(predicate: Predicate, segments?: ReadonlyMap<string, string>): string {
  const inner = (part: Predicate) => bracketed(part, segments);
  const p = predicate as Record<string, unknown>;
  if ('event' in p) return listWords(asList(p.event));
  if ('type' in p) return `a ${listWords(asList(p.type))} event`;
  if ('channel' in p) return `on ${listWords(asList(p.channel))}`;
  if ('source' in p) return `from ${listWords(asList(p.source))}`;
  if ('touchpoint' in p) return listWords(asList(p.touchpoint));
  if ('stage' in p) return `stage ${listWords(asList(p.stage))}`;
  if ('property' in p || 'trait' in p) {
    const name = String(p.property ?? p.trait);
    return comparison(name, (p.op as Operator) ?? 'is', p.value as Scalar | Scalar[]);
  }
  if ('did' in p) {
    const most = p.at_most as number | undefined;
    return `did ${predicateWords(p.did as Predicate, segments)}${times(p.at_least as number, most)}${windowWords(p)}`;
  }
  if ('account' in p) {
    const whose = predicateWords(p.account as Predicate, segments);
    return whose === 'anything' ? 'in an account' : `in an account whose ${whose}`;
  }
  if ('segment' in p) return `in ${segments?.get(String(p.segment)) ?? 'a segment'}`;
  if ('first' in p) return `first did ${predicateWords(p.first as Predicate, segments)}${windowWords(p)}`;
  if ('sequence' in p) return (p.sequence as Predicate[]).map(inner).join(', then ') + windowWords(p);
  if ('pattern' in p) return typeof p.pattern === 'string' ? `pattern ${p.pattern}` : 'a pattern';
  if ('not' in p) return `not ${inner(p.not as Predicate)}`;
  if ('all' in p) return (p.all as Predicate[]).map(inner).join(' and ') || 'anything';
  if ('any' in p) return (p.any as Predicate[]).map(inner).join(' or ') || 'nothing';
  return 'anything';
}

function windowWords({ within, in_last, from, to }: Record<string, unknown>): string {
  const last = in_last ?? within;
  const words = last === undefined ? '' : ` within ${durationWords(last as Duration)}`;
  return `${words}${from === undefined ? '' : ` since ${String(from)}`}${to === undefined ? '' : ` until ${String(to)}`}`;
}

/** Inside another predicate a longer one needs brackets to read without doubt. */
function bracketed(predicate: Predicate, segments?: ReadonlyMap<string, string>): string {
  const words = predicateWords(predicate, segments);
  return 'all' in predicate || 'any' in predicate ? `(${words})` : words;
}
