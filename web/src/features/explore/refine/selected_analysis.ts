import type {
  AttributionDocument,
  AttributionResult,
  DriversDocument,
  DriversResult,
  PatternDocument,
  PatternResult,
  Predicate,
  TransitionsDocument,
  TransitionsResult,
} from '../../../api';
import { nodePredicate } from '../ask/paths_mode';
import { and, inOrder } from './rule';
import type { Selected } from './selected';

/** A state of the matrix or a step from one to another. */
export function selectedInTransitions(document: TransitionsDocument, result: TransitionsResult, ref: string): Selected | null {
  const match = (id: string): Predicate => {
    const label = result.states.find((each) => each.id === id)?.label ?? id;
    return nodePredicate(label, document.by ?? 'channel');
  };
  const name = (id: string) => result.states.find((each) => each.id === id)?.label ?? id;
  const looked = (predicate: Predicate) => and(document.where, predicate) ?? {};
  const state = result.states.find((each) => each.ref === ref);
  if (state) {
    const to = match(state.id);
    return { ref, title: state.label, people: state.people, to, rule: { predicate: inOrder([looked(to)]), exact: document.hide === undefined } };
  }
  const move = result.transitions.find((each) => each.ref === ref);
  if (!move) return null;
  const [from, to] = [match(move.from), match(move.to)];
  return {
    ref,
    title: `${name(move.from)} → ${name(move.to)}`,
    people: move.people,
    from,
    to,
    rule: { predicate: inOrder([looked(from), looked(to)], document.within), exact: false },
    steps: [{ match: from }, { match: to }],
  };
}

/** Those who have what goes with the outcome. */
export function selectedInDrivers(document: DriversDocument, result: DriversResult, ref: string): Selected | null {
  const driver = result.drivers.find((each) => Object.values(each.refs).includes(ref));
  if (!driver) return null;
  const without = ref === driver.refs.without || ref === driver.refs.without_outcome;
  const outcome = ref === driver.refs.with_outcome || ref === driver.refs.without_outcome;
  const event: Predicate | null =
    driver.event !== undefined
      ? { event: driver.event }
      : driver.channel !== undefined
        ? { channel: driver.channel }
        : driver.property !== undefined && driver.value !== undefined
          ? { property: driver.property, op: 'is', value: driver.value }
          : null;
  const theirs: Predicate | null =
    event !== null
      ? { did: and(document.where, event) ?? {}, ...(driver.at_least === undefined ? {} : { at_least: driver.at_least }) }
      : driver.trait !== undefined && driver.value !== undefined
        ? { trait: driver.trait, op: 'is', value: driver.value }
        : null;
  const side: Predicate | null = theirs === null ? null : without ? { not: theirs } : theirs;
  const counted = without ? driver.without : driver.with;
  return {
    ref,
    title: without ? `without: ${driver.label}` : driver.label,
    people: outcome ? counted.count : counted.of,
    // What was done in their first days only, and who was left out, no rule says.
    rule: side === null ? null : { predicate: and(side, outcome ? { did: document.outcome } : undefined) ?? side, exact: false },
    to: driver.event !== undefined && !without ? { event: driver.event } : undefined,
  };
}

/** A touch. */
export function selectedInAttribution(document: AttributionDocument, result: AttributionResult, ref: string): Selected | null {
  const channel = result.channels.find((each) => each.ref === ref || each.converted_ref === ref);
  if (!channel) return null;
  const by = document.by ?? 'channel';
  const touch: Predicate | null =
    channel.other || channel.missing ? null : by === 'source' ? { source: channel.label } : nodePredicate(channel.label, by);
  const did = touch === null ? null : (and(document.where, document.touches, touch) ?? {});
  const converted = ref === channel.converted_ref;
  return {
    ref,
    title: converted ? `converted after ${channel.label}` : channel.label,
    people: converted ? channel.converted.count : channel.people,
    rule: did === null ? null : { predicate: inOrder(converted ? [did, document.conversion] : [did]), exact: false },
    from: touch ?? undefined,
    to: touch === null ? undefined : document.conversion,
    steps: touch === null ? undefined : [{ match: touch }, { match: document.conversion }],
  };
}

/** Those who go the way of the pattern, or do not. */
export function selectedInPattern(document: PatternDocument, result: PatternResult, ref: string): Selected | null {
  const { pattern, steps, within } = document;
  const matched: Predicate = { pattern, ...(steps === undefined ? {} : { steps }), ...(within === undefined ? {} : { within }) };
  if (ref === result.matched_ref || ref === result.matches_ref) {
    return { ref, title: 'go this way', people: result.matched.count, rule: { predicate: matched, exact: document.where === undefined } };
  }
  if (ref === result.not_matched_ref) {
    return { ref, title: 'do not go this way', people: result.not_matched, rule: { predicate: { not: matched }, exact: document.where === undefined } };
  }
  const after = result.after.find((each) => each.ref === ref);
  const neighbour = after ?? result.before.find((each) => each.ref === ref);
  if (!neighbour) return null;
  const names = { entry: 'nothing before', exit: 'nothing after', other: 'other', event: neighbour.label };
  return {
    ref,
    title: `${after ? 'after' : 'before'}: ${names[neighbour.role]}`,
    people: neighbour.people,
    // That it came right there no rule says.
    rule: { predicate: matched, exact: false },
    to: neighbour.role === 'event' ? nodePredicate(neighbour.label, document.by) : undefined,
  };
}

/** Any ref of an answer is a number with people behind it: how it is called, and how many they are. */
export function selectedAnywhere(result: unknown, ref: string): Selected | null {
  const found = search(result, ref, []);
  return found && { ref, title: found.title, people: found.people, rule: null };
}

const titles = ['label', 'name', 'value', 'channel', 'from', 'day', 'days', 'matches'];
const parts: Record<string, string> = { new: 'new', returning: 'stayed', resurrecting: 'came back', dormant: 'fell silent', active: 'active', lost: 'stayed away' };

interface Found {
  title: string;
  people: number | null;
}

function search(value: unknown, ref: string, names: string[]): Found | null {
  if (Array.isArray(value)) {
    for (const each of value) {
      const found = search(each, ref, names);
      if (found) return found;
    }
    return null;
  }
  if (value === null || typeof value !== 'object') return null;
  const given = value as Record<string, unknown>;
  const own = titles.map((name) => given[name]).find((each) => typeof each === 'string' || typeof each === 'number');
  const path = own === undefined ? names : [...names, String(own)];
  for (const [name, each] of Object.entries(given)) {
    if (each === ref && (name === 'ref' || name.endsWith('_ref'))) {
      const part = name.replace(/_?ref$/, '');
      const counted = part === '' ? given.people : given[`${part}_people`] ?? (given[part] as { count?: number } | undefined)?.count ?? given[part];
      const words = [...path.slice(-2), ...(part === '' ? [] : [parts[part] ?? part])];
      return { title: words.join(', ') || 'these', people: typeof counted === 'number' ? counted : null };
    }
    const found = search(each, ref, path);
    if (found) return found;
  }
  return null;
}
