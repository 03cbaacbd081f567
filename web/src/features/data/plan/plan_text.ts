import type { PlanEvent, PlanProperty, PlanType, Refusal, TrackingPlan } from '../../../api';
import { breaksRule } from '../quality/quality_words';
import { emptyEvent, planTypes } from './plan_edits';

export type ReadPlan = { plan: TrackingPlan; problem: null } | { plan: null; problem: string };

export function planText(plan: TrackingPlan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

class Wrong extends Error {}

function object(value: unknown, where: string): Record<string, unknown> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Wrong(`${where} must be an object.`);
}

function list(value: unknown, where: string): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new Wrong(`${where} must be a list.`);
}

function name(value: unknown, where: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new Wrong(`${where} needs a name.`);
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], otherwise: T, where: string): T {
  if (value === undefined) return otherwise;
  const found = choices.find((choice) => choice === value);
  if (found) return found;
  throw new Wrong(`${where} must be one of ${choices.join(', ')}.`);
}

function readProperty(value: unknown, where: string): PlanProperty {
  const said = object(value, where);
  const called = name(said.name, where);
  return {
    name: called,
    type: oneOf<PlanType>(said.type, planTypes, 'any', `The type of ${called}`),
    required: said.required === true,
    values: list(said.values, `The values of ${called}`).map(String),
  };
}

function readEvent(value: unknown, at: number): PlanEvent {
  const where = `Event ${at + 1}`;
  const said = object(value, where);
  const called = name(said.name, where);
  return {
    ...emptyEvent(called),
    description: typeof said.description === 'string' ? said.description : '',
    // In a list written by hand an event stands because it is planned.
    planned: said.planned === undefined ? said.blocked !== true && typeof said.show_as !== 'string' : said.planned === true,
    blocked: said.blocked === true,
    show_as: typeof said.show_as === 'string' && said.show_as !== '' ? said.show_as : null,
    on_violation: oneOf(said.on_violation, ['warn', 'block'] as const, 'warn', `on_violation of ${called}`),
    properties: list(said.properties, `The properties of ${called}`).map((one, index) =>
      readProperty(one, `Property ${index + 1} of ${called}`),
    ),
  };
}

/** Reads a plan from a file; what is missing has its usual value. */
export function readPlan(text: string): ReadPlan {
  try {
    const said = object(JSON.parse(text) as unknown, 'The plan');
    const events = list(said.events, 'events').map(readEvent);
    const twice = events.find((event, at) => events.findIndex((other) => other.name === event.name) !== at);
    if (twice) throw new Wrong(`${twice.name} stands in the plan twice.`);
    return {
      plan: { unplanned: oneOf(said.unplanned, ['allow', 'warn', 'block'] as const, 'allow', 'unplanned'), events },
      problem: null,
    };
  } catch (error) {
    return { plan: null, problem: error instanceof Wrong ? error.message : 'The file is not JSON.' };
  }
}

export type Violations = Pick<Refusal, 'kind' | 'event' | 'reason' | 'count'>[];

/** How often an event, or one of its properties, broke the plan in the last 30 days. */
export function violationsOf(refusals: Violations, event: string, property?: string): number {
  return refusals
    .filter((one) => breaksRule(one, event, property))
    .reduce((sum, { count }) => sum + count, 0);
}
