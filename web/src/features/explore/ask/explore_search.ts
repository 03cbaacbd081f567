import type { Breakdown, By, FunnelStepDocument, Measure, Predicate, Range } from '../../../api';
import { isExploreKind, type ExploreDocument, type ExploreKind } from './kinds';
import { decodePredicate, encodePredicate } from './predicate_code';

export { exploreKinds, isExploreKind, type ExploreDocument, type ExploreKind } from './kinds';
/** A question on its way: what is missing is filled in from the data. */
export type Draft = Partial<Record<string, unknown>> & { kind: ExploreKind };

type FieldName =
  | 'start' | 'end' | 'around' | 'steps' | 'within' | 'by' | 'loops' | 'hide' | 'count' | 'top'
  | 'range' | 'where' | 'who' | 'detail' | 'per' | 'variants' | 'window' | 'breakdown' | 'trend'
  | 'from' | 'to' | 'pick' | 'return' | 'entry' | 'mode' | 'brackets' | 'bucket' | 'periods' | 'match' | 'period'
  | 'measures' | 'gap' | 'formula' | 'bands' | 'previous' | 'conversion' | 'value' | 'touches' | 'lookback' | 'models'
  | 'journey' | 'extra' | 'order' | 'attempt' | 'paths' | 'outcome' | 'observe' | 'candidates' | 'fdr' | 'limit' | 'least' | 'pattern';

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
  /** The mark of the picture that is selected, by the ref of its people. */
  selected?: string;
  /** With whom the answer is compared. */
  versus?: unknown;
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
    return ['event', 'touchpoint', 'stage', 'channel', 'source'].includes(text) ? text : undefined;
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
    if ('segments' in value) return value;
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
    steps.map(({ match, ...rest }) =>
      Object.values(rest).every((each) => each === undefined) ? encodePredicate(match) : { ...rest, match: encodePredicate(match) },
    ),
  read: (code) => {
    if (!Array.isArray(code)) return undefined;
    const steps = code.map((item: unknown) => {
      const isNamed = item !== null && typeof item === 'object' && 'match' in item;
      const given = isNamed ? (item as { name?: unknown; match: unknown }) : { match: item };
      const match = decodePredicate(given.match);
      if (match === undefined) return undefined;
      const optional = (given as { optional?: unknown }).optional;
      return {
        ...('name' in given && given.name !== undefined ? { name: String(given.name) } : {}),
        match,
        ...(typeof optional === 'boolean' ? { optional } : {}),
      };
    });
    return steps.filter((step) => step !== undefined);
  },
};

const text: Codec = {
  write: (value) => value,
  read: (code) => (code === undefined || code === null || typeof code === 'object' ? undefined : String(code)),
};
const flag: Codec = { write: (value) => value, read: (code) => (typeof code === 'boolean' ? code : undefined) };
const list: Codec = { write: (value) => value, read: (code) => (Array.isArray(code) && code.length > 0 ? code : undefined) };
/** A pattern is a text, or its tree. */
const textOrTree: Codec = {
  write: (value) => value,
  read: (code) => (code !== null && typeof code === 'object' ? code : text.read(code)),
};
const steps: Codec = {
  write: (value) => value,
  read: (code) => (code !== null && typeof code === 'object' && !Array.isArray(code) ? code : undefined),
};

/** A design is a label, a list, or one of its forms. */
const design: Codec = {
  write: (value) => value,
  read: (code) => (typeof code === 'string' || (code !== null && typeof code === 'object') ? code : undefined),
};

const measures: Codec = {
  write: (given: Measure[]) =>
    given.map(({ match, ...rest }) => ({ ...rest, ...(match === undefined ? {} : { match: encodePredicate(match) }) })),
  read: (code) =>
    Array.isArray(code)
      ? code.flatMap((each: unknown) => {
          if (each === null || typeof each !== 'object') return [];
          const { match: given, ...rest } = each as Record<string, unknown>;
          const match = decodePredicate(given);
          return [{ ...rest, ...(match === undefined ? {} : { match }) }];
        })
      : undefined,
};

/** What has no words in the sentence stays in the question as it was written. */
const asWritten: Codec = { write: (value) => value, read: (code) => (code === null ? undefined : code) };
const funnelKnobs = [
  'ties', 'reuse', 'exclude', 'hold', 'by', 'preset', 'count', 'reentry',
  'strict_order', 'strict_deduplication', 'strict_increase', 'strict_once', 'allow_reentry',
];

const spans = ['hour', 'day', 'week', 'month'];

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
  funnel: {
    steps: funnelSteps,
    window: duration,
    order: oneOf('ordered', 'strict', 'any'),
    attempt: oneOf('best', 'first', 'latest', 'all'),
    ...Object.fromEntries(funnelKnobs.map((name) => [name, asWritten])),
    breakdown,
    trend: oneOf('day', 'week', 'month'),
    ...common,
  },
  'time-between': {
    from: predicate,
    to: predicate,
    within: duration,
    pick: oneOf('first', 'each'),
    breakdown,
    ...common,
  },
  conformance: { journey: design, by, per, hide: predicate, extra: oneOf('count', 'ignore'), variants: number, ...common },
  next: {
    from: predicate,
    within: duration,
    by,
    pick: oneOf('first', 'each'),
    loops: oneOf('keep', 'collapse'),
    hide: predicate,
    top: number,
    ...common,
  },
  transitions: { by, per, loops: oneOf('keep', 'collapse'), hide: predicate, within: duration, top: number, ...common },
  retention: {
    start: predicate,
    return: predicate,
    entry: oneOf('first_time', 'recurring'),
    mode: oneOf('on', 'on_or_after', 'brackets'),
    brackets: list,
    bucket: oneOf('24h', ...spans),
    periods: number,
    breakdown,
    ...common,
  },
  lifecycle: { match: predicate, bucket: oneOf(...spans), ...common },
  stickiness: { match: predicate, period: oneOf('week', 'month'), ...common },
  trend: {
    measures,
    bucket: oneOf(...spans),
    gap: duration,
    breakdown,
    formula: text,
    bands: flag,
    previous: flag,
    ...common,
  },
  sessions: { gap: duration, by, top: number, bucket: oneOf(...spans), ...common },
  drivers: {
    outcome: predicate,
    start: predicate,
    observe: duration,
    within: duration,
    candidates: list,
    fdr: number,
    limit: number,
    least: number,
    hide: predicate,
    ...common,
  },
  attribution: {
    conversion: predicate,
    value: text,
    touches: predicate,
    by,
    lookback: duration,
    count: oneOf('each', 'first'),
    loops: oneOf('keep', 'collapse'),
    top: number,
    paths: number,
    models: list,
    reuse: flag,
    direct: list,
    ...common,
  },
  pattern: {
    pattern: textOrTree,
    steps,
    within: duration,
    by,
    top: number,
    trend: oneOf('day', 'week', 'month'),
    ...common,
  },
};

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
  if (search.selected !== undefined) read.selected = String(search.selected);
  const versus = versusOf(search);
  if (versus !== null && read.kind !== undefined) read.versus = versusCode(versus);
  const activities = number.read(search.activities);
  if (activities !== undefined && read.kind === 'process') read.activities = activities as number;
  return read;
}

/** With whom an answer is compared: everybody the question is not about, or those of a predicate. */
export type Versus = 'rest' | Predicate;

export const versusCode = (versus: Versus): unknown => (versus === 'rest' ? versus : encodePredicate(versus));

export function versusOf(search: object): Versus | null {
  const { versus } = search as { versus?: unknown };
  return versus === 'rest' ? versus : (decodePredicate(versus) ?? null);
}

/** The fields that every kind has; they stay when the tab changes. */
export function commonOf(draft: Draft): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(common)
      .filter((name) => draft[name] !== undefined)
      .map((name) => [name, draft[name]]),
  );
}
