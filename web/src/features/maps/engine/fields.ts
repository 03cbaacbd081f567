/** What a journey map's document is made of. Types, defaults and checks follow from this one table. */

const laneKinds = [
  'text', 'rich_text', 'list', 'voice', 'question', 'image', 'emotion', 'touchpoint', 'channel', 'metric', 'people', 'process', 'pain', 'moment',
  'opportunity', 'solution', 'line', 'custom',
] as const;
const evidence = ['none', 'assumed', 'researched', 'measured'] as const;
const tones = ['none', 'good', 'bad', 'idea', 'question'] as const;
const categories = ['none', 'proposition_and_policy', 'process', 'people', 'technology', 'organisation'] as const;

const text = { type: 'text' } as const;
const line = { type: 'line' } as const;
const link = { type: 'link' } as const;
const order = { type: 'order', required: true } as const;
const reference = { type: 'reference' } as const;
const yes = { type: 'yes' } as const;
const date = { type: 'date' } as const;
const lines = { type: 'lines' } as const;
const predicate = { type: 'predicate' } as const;
const data = { type: 'data' } as const;
const choice = <const C extends readonly string[]>(choices: C) => ({ type: 'choice', choices }) as const;
const number = (least: number, most: number) => ({ type: 'number', least, most }) as const;
const idOf = <const P extends string>(of: P) => ({ type: 'id', of, required: true }) as const;
const idOrNone = <const P extends string>(of: P) => ({ type: 'id', of }) as const;

export const parts = {
  about: {
    prefix: '',
    fields: {
      title: text, description: text, state: choice(['current', 'future']), status: choice(['draft', 'in_review', 'published', 'archived']),
      level: choice(['journey', 'lifecycle', 'detail']), owner: reference, review_on: date, review_every_months: number(1, 36), tags: lines,
      template: line, counterpart: reference, segment: reference, period: line, outcome: predicate, feedback: data, goals: lines,
    },
  },
  stages: { prefix: 'stg_', fields: { order, title: text, description: text, binding: predicate } },
  steps: {
    prefix: 'stp_',
    fields: { order, stage: idOf('stages'), title: text, note: text, binding: predicate, touchpoint: line, map: reference, optional: yes },
  },
  lanes: {
    prefix: 'lan_',
    fields: { order, kind: choice(laneKinds), title: text, note: text, collapsed: yes, height: number(24, 2000), options: data },
  },
  personas: { prefix: 'mpe_', fields: { order, persona: { type: 'reference', required: true }, colour: number(0, 9) } },
  cells: {
    prefix: 'cel_',
    fields: {
      lane: idOf('lanes'), step: idOf('steps'), to: idOrNone('steps'), order, persona: idOrNone('personas'), text, value: number(-2, 2),
      touchpoint: line, binding: predicate, channel: line, image: reference, link, evidence: choice(evidence), source: line, tone: choice(tones),
      moment: yes, opportunity: reference, done: yes, options: data,
    },
  },
  links: { prefix: 'lnk_', fields: { from: idOf('steps'), to: idOf('steps'), kind: choice(['branch', 'loop', 'skip']), label: text } },
  pains: {
    prefix: 'pai_',
    fields: {
      step: idOf('steps'), text, order, category: choice(categories), severity: number(1, 5), evidence: choice(evidence), source: line,
      finding: line, opportunity: reference, persona: idOrNone('personas'),
    },
  },
} as const;

type Parts = typeof parts;
export type PartName = keyof Parts;
export type CollectionName = Exclude<PartName, 'about'>;

export interface Field {
  type: 'text' | 'line' | 'link' | 'choice' | 'order' | 'id' | 'reference' | 'number' | 'yes' | 'date' | 'lines' | 'predicate' | 'data';
  required?: true;
  /** Of an id: the part it names a thing of. */
  of?: CollectionName;
  /** Of a choice: the first one is the default. */
  choices?: readonly string[];
  /** Of a number. */
  least?: number;
  most?: number;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

type ValueOf<F> = F extends { type: 'number' }
  ? number
  : F extends { type: 'yes' }
    ? boolean
    : F extends { type: 'lines' }
      ? string[]
      : F extends { type: 'predicate' | 'data' }
        ? JsonObject
        : F extends { type: 'choice'; choices: readonly (infer C)[] }
          ? C
          : string;
type Required<F> = { [K in keyof F as F[K] extends { required: true } ? K : never]: ValueOf<F[K]> };
type Optional<F> = { [K in keyof F as F[K] extends { required: true } ? never : K]?: ValueOf<F[K]> };
type ThingOf<P extends PartName> = Required<Parts[P]['fields']> & Optional<Parts[P]['fields']> & { removed?: true };

export type About = ThingOf<'about'>;
export type Stage = ThingOf<'stages'>;
export type Step = ThingOf<'steps'>;
export type Lane = ThingOf<'lanes'>;
export type Cell = ThingOf<'cells'>;
export type Link = ThingOf<'links'>;
export type MapPersona = ThingOf<'personas'>;
export type Pain = ThingOf<'pains'>;
export type LaneKind = (typeof laneKinds)[number];
export type Evidence = (typeof evidence)[number];
export type Tone = (typeof tones)[number];
export type Category = (typeof categories)[number];
export { categories, evidence as evidenceLevels, laneKinds, tones };

/** A thing as the engine handles it: any part's fields. */
export type Thing = { [field: string]: unknown };

export interface MapDocument {
  format: 1;
  about: About;
  stages: Record<string, Stage>;
  steps: Record<string, Step>;
  lanes: Record<string, Lane>;
  cells: Record<string, Cell>;
  links: Record<string, Link>;
  personas: Record<string, MapPersona>;
  pains: Record<string, Pain>;
}

export const collections = ['stages', 'steps', 'lanes', 'personas', 'cells', 'links', 'pains'] as const satisfies readonly CollectionName[];

export function emptyDocument(): MapDocument {
  return { format: 1, about: {}, stages: {}, steps: {}, lanes: {}, cells: {}, links: {}, personas: {}, pains: {} };
}

const fieldsOf = new Map(
  Object.entries(parts).map(([name, part]) => [name, new Map<string, Field>(Object.entries(part.fields))]),
);

export function isPart(name: unknown): name is PartName {
  return typeof name === 'string' && fieldsOf.has(name);
}

export function fieldsIn(part: PartName): ReadonlyMap<string, Field> {
  return fieldsOf.get(part) as Map<string, Field>;
}

export function fieldOf(part: PartName, field: string): Field | undefined {
  return fieldsIn(part).get(field);
}

const randomPart = /^[0-9A-Za-z]{12,32}$/;

/** Whether it may name a thing of this part. */
export function isIdOf(part: PartName, id: unknown): id is string {
  if (typeof id !== 'string') return false;
  if (part === 'about') return id === 'about';
  const { prefix } = parts[part];
  return id.startsWith(prefix) && randomPart.test(id.slice(prefix.length));
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomCharacters = 16;

export function freshId(part: CollectionName, random: (bytes: number) => Uint8Array = secureRandom): string {
  // 248 is the largest multiple of 62 a byte holds: what is above it would favour the first digits.
  let id: string = parts[part].prefix;
  const length = id.length + randomCharacters;
  while (id.length < length) for (const byte of random(randomCharacters)) if (byte < 248 && id.length < length) id += digits[byte % 62];
  return id;
}

function secureRandom(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
