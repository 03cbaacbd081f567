import type { Breakdown, By, FunnelStepDocument, Predicate, QueryDocument, Range } from '../../../api';
import { decodePredicate, encodePredicate } from './predicate_code';

/** The questions this screen asks, in the order of its tabs. */
export const exploreKinds = ['paths', 'process', 'funnel', 'time-between'] as const;
export type ExploreKind = (typeof exploreKinds)[number];
export type ExploreDocument = Extract<QueryDocument, { kind: ExploreKind }>;
/** A question on its way: what is missing is filled in from the data. */
export type Draft = Partial<Record<string, unknown>> & { kind: ExploreKind };

type FieldName =
  | 'start' | 'end' | 'around' | 'steps' | 'within' | 'by' | 'loops' | 'hide' | 'count' | 'top'
  | 'range' | 'where' | 'who' | 'detail' | 'per' | 'variants' | 'window' | 'breakdown' | 'trend'
  | 'from' | 'to' | 'pick';

/** The address of a question: every field of the document, in short form, by its own name. */
export interface ExploreSearch extends Partial<Record<FieldName, unknown>> {
  kind?: ExploreKind;
  /** The saved question it began as. */
  question?: string;
  /** The process map: what the width of its edges shows, and the variant that stands out. */
  show?: 'time';
  variant?: string;
  /** The process map: the share of the activities that is drawn. */
  activities?: number;
}

interface Codec {
  write: (value: never) => unknown;
  read: (code: unknown) => unknown;
}

const predicate: Codec = { write: encodePredicate, read: decodePredicate };
const oneOf = (...words: string[]): Codec => ({
  write: (value) => value,
  read: (code) => (words.includes(String(code)) ? code : undefined),
});
const number: Codec = {
  write: (value) => value,
  read: (code) => (typeof code === 'number' && Number.isFinite(code) ? code : undefined),
};
const duration: Codec = {
  write: (value) => value,
  read: (code) => (typeof code === 'string' || typeof code === 'number' ? code : undefined),
};

const range: Codec = {
  write: (value: Range) => `${value.from ?? ''}..${value.to ?? ''}`,
  read: (code) => {
    const [from, to] = String(code).split('..');
    if (!from && !to) return undefined;
    return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  },
};

const by: Codec = {
  write: (value: By) => (typeof value === 'string' ? value : `property:${value.property}`),
  read: (code) => {
    const text = String(code);
    if (text.startsWith('property:')) return { property: text.slice('property:'.length) };
    return ['event', 'touchpoint', 'stage', 'channel'].includes(text) ? text : undefined;
  },
};

const per: Codec = {
  write: (value: 'customer' | { session: string | number }) =>
    value === 'customer' ? value : `session:${value.session}`,
  read: (code) => {
    const text = String(code);
    return text.startsWith('session:') ? { session: text.slice('session:'.length) } : 'customer';
  },
};

const breakdown: Codec = {
  write: (value: Breakdown) => {
    const names = Object.keys(value);
    if (names.length > 1) return value;
    if ('channel' in value) return 'channel';
    return 'property' in value ? `property:${value.property}` : `trait:${value.trait}`;
  },
  read: (code) => {
    if (code !== null && typeof code === 'object') return code;
    const text = String(code);
    if (text === 'channel') return { channel: true };
    const [, name, rest] = /^(property|trait):(.+)$/s.exec(text) ?? [];
    return name ? { [name]: rest } : undefined;
  },
};

const funnelSteps: Codec = {
  write: (steps: FunnelStepDocument[]) =>
    steps.map((step) =>
      step.name === undefined
        ? encodePredicate(step.match)
        : { name: step.name, match: encodePredicate(step.match) },
    ),
  read: (code) => {
    if (!Array.isArray(code)) return undefined;
    const steps = code.map((item: unknown) => {
      const isNamed = item !== null && typeof item === 'object' && 'match' in item;
      const given = isNamed ? (item as { name?: unknown; match: unknown }) : { match: item };
      const match = decodePredicate(given.match);
      if (match === undefined) return undefined;
      return 'name' in given && given.name !== undefined ? { name: String(given.name), match } : { match };
    });
    return steps.filter((step) => step !== undefined);
  },
};

const common = { range, where: predicate, who: predicate };

/** Of each kind, its fields in the order in which they stand in the address. */
const fields: Record<ExploreKind, Record<string, Codec>> = {
  paths: {
    start: predicate,
    end: predicate,
    around: predicate,
    steps: number,
    within: duration,
    by,
    loops: oneOf('keep', 'collapse'),
    hide: predicate,
    count: oneOf('customers', 'transitions'),
    top: number,
    ...common,
  },
  process: { by, detail: number, hide: predicate, per, variants: number, ...common },
  funnel: { steps: funnelSteps, window: duration, breakdown, trend: oneOf('day', 'week', 'month'), ...common },
  'time-between': {
    from: predicate,
    to: predicate,
    within: duration,
    pick: oneOf('first', 'each'),
    breakdown,
    ...common,
  },
};

export function isExploreKind(kind: unknown): kind is ExploreKind {
  return exploreKinds.some((each) => each === kind);
}

/** The address of a document; `searchOf` and `draftOf` are each other's inverse. */
export function searchOf(document: ExploreDocument | Draft): ExploreSearch {
  const search: ExploreSearch = { kind: document.kind };
  for (const [name, codec] of Object.entries(fields[document.kind])) {
    const value = (document as Record<string, unknown>)[name];
    if (value !== undefined) search[name as FieldName] = codec.write(value as never);
  }
  return search;
}

/** The document in an address, as far as it is there and well formed. */
export function draftOf(given: object): Draft {
  const search = given as Record<string, unknown>;
  const kind = isExploreKind(search.kind) ? search.kind : 'paths';
  const draft: Draft = { kind };
  for (const [name, codec] of Object.entries(fields[kind])) {
    const value = search[name] === undefined ? undefined : codec.read(search[name]);
    if (value !== undefined) draft[name] = value;
  }
  return draft;
}

/** The palette's links name an event or a touchpoint: the question is where people go from there. */
function fromThere(search: Record<string, unknown>): ExploreSearch {
  for (const name of ['event', 'touchpoint'] as const) {
    const value = search[name];
    if (value === undefined || value === '') continue;
    return searchOf({ kind: 'paths', start: { [name]: String(value) } as Predicate, steps: 5 });
  }
  return {};
}

/** The search parameters of the route. */
export function readExploreSearch(search: Record<string, unknown>): ExploreSearch {
  const read: ExploreSearch = isExploreKind(search.kind) ? searchOf(draftOf(search)) : fromThere(search);
  if (typeof search.question === 'string') read.question = search.question;
  if (search.show === 'time') read.show = 'time';
  if (search.variant !== undefined) read.variant = String(search.variant);
  const activities = number.read(search.activities);
  if (activities !== undefined && read.kind === 'process') read.activities = activities as number;
  return read;
}

/** The fields that every kind has; they stay when the tab changes. */
export function commonOf(draft: Draft): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(common)
      .filter((name) => draft[name] !== undefined)
      .map((name) => [name, draft[name]]),
  );
}
