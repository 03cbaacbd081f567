import type { ComputedTrait, ComputedValue, TraitDefinition, TraitMeasure } from '../../api';
import { count, day, decimal, share, type TagTone } from '../../design';
import { readRule } from '../segments/rule/read';
import { eventWords, whenWords, type SegmentNames } from '../segments/rule/words';

interface MeasureWords {
  value: TraitMeasure;
  /** After "The", before the property or the events. */
  label: string;
  group: string;
  /** Between the property and the events. */
  joint?: string;
}

export const measures: readonly MeasureWords[] = [
  { value: 'count', label: 'number of', group: 'How much' },
  { value: 'sum', label: 'sum of', joint: 'over', group: 'How much' },
  { value: 'average', label: 'average', joint: 'of', group: 'How much' },
  { value: 'min', label: 'least', joint: 'of', group: 'How much' },
  { value: 'max', label: 'greatest', joint: 'of', group: 'How much' },
  { value: 'distinct', label: 'number of different values of', joint: 'of', group: 'How much' },
  { value: 'share', label: 'share, among all their events, of', group: 'How much' },
  { value: 'last_value', label: 'last value of', joint: 'of', group: 'Which' },
  { value: 'first_value', label: 'first value of', joint: 'of', group: 'Which' },
  { value: 'most_frequent', label: 'most frequent', joint: 'of', group: 'Which' },
  { value: 'values', label: 'list of the values of', joint: 'of', group: 'Which' },
  { value: 'days_since_last', label: 'days since the last', group: 'When' },
  { value: 'days_since_first', label: 'days since the first', group: 'When' },
  { value: 'last_time', label: 'time of the last', group: 'When' },
  { value: 'first_time', label: 'time of the first', group: 'When' },
];

export const measureWords = (measure: TraitMeasure): MeasureWords => measures.find(({ value }) => value === measure) ?? measures[0]!;

export const needsProperty = (measure: TraitMeasure): boolean => measureWords(measure).joint !== undefined;

/** The definition as a sentence. */
export function definitionWords({ of, measure, property, within, from, to }: TraitDefinition, names: SegmentNames): string {
  const words = measureWords(measure);
  const anything = words.group === 'When' ? 'thing they did' : 'anything they do';
  const events = of === undefined || Object.keys(of).length === 0 ? anything : eventWords(readRule(of), names);
  const parts = ['The', words.label, ...(property === undefined ? [] : [property, words.joint ?? '']), events];
  const when = whenWords({ last: within, from, to });
  return [...parts, ...(when === 'ever' ? [] : [when])].filter((part) => part !== '').join(' ');
}

export function traitState({ state }: Pick<ComputedTrait, 'state'>): { tone: TagTone; words: string } {
  if (state === 'failed') return { tone: 'pain', words: 'cannot be computed' };
  if (state === 'building') return { tone: 'warn', words: 'being computed' };
  return { tone: 'good', words: 'live' };
}

/** A value as people read it. */
export function computedWords(value: ComputedValue, measure?: TraitMeasure): string {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(String).join(', ');
  if (typeof value === 'number') {
    if (measure === 'share') return share(value);
    if (measure === 'days_since_first' || measure === 'days_since_last') return value === 1 ? '1 day' : `${count(value)} days`;
    return Number.isInteger(value) ? count(value) : decimal(value, 2);
  }
  if (typeof value === 'string' && (measure === 'first_time' || measure === 'last_time')) return day(value);
  return String(value);
}

const keyBytes = 64;

/** A key out of a name: "Orders, 90 days" is orders_90_days. */
export function keyOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '');
  return plain.slice(0, keyBytes);
}

export const isKey = (key: string): boolean => /^[a-z][a-z0-9_]{0,63}$/.test(key);
