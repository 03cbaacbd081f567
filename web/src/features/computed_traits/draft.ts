import type { ComputedTrait, ComputedTraitDraft, TraitDefinition, TraitMeasure } from '../../api';
import type { Group, When } from '../segments/rule/node';
import { readRule } from '../segments/rule/read';
import { write } from '../segments/rule/write';
import { keyOf, needsProperty } from './trait_words';

export interface TraitDraft {
  name: string;
  /** Follows the name until it is typed. */
  key: string;
  description: string;
  measure: TraitMeasure;
  property: string;
  of: Group;
  when: When;
}

export const newDraft: TraitDraft = {
  name: '',
  key: '',
  description: '',
  measure: 'count',
  property: '',
  of: readRule({}),
  when: {},
};

export function draftOf({ name, key, description, definition }: ComputedTrait): TraitDraft {
  const { measure, property = '', of = {}, within, from, to } = definition;
  return { name, key, description, measure, property, of: readRule(of), when: { last: within, from, to } };
}

/** Null while the property is missing. */
export function definitionOf({ measure, property, of, when }: TraitDraft): TraitDefinition | null {
  if (needsProperty(measure) && property === '') return null;
  const rule = write(of);
  return {
    measure,
    ...(Object.keys(rule).length === 0 ? {} : { of: rule }),
    ...(needsProperty(measure) ? { property } : {}),
    ...(when.last === undefined ? {} : { within: when.last }),
    ...(when.from === undefined ? {} : { from: when.from }),
    ...(when.to === undefined ? {} : { to: when.to }),
  };
}

export function documentOf(draft: TraitDraft, isNew: boolean): ComputedTraitDraft | null {
  const definition = definitionOf(draft);
  if (!definition) return null;
  return {
    ...(isNew ? { key: draft.key === '' ? keyOf(draft.name) : draft.key } : {}),
    name: draft.name.trim(),
    description: draft.description,
    definition,
  };
}
