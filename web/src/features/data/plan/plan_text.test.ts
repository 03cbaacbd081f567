import { expect, it } from 'vitest';
import type { TrackingPlan } from '../../../api';
import { emptyEvent } from './plan_edits';
import { planText, readPlan, violationsOf, type Violations } from './plan_text';

const plan: TrackingPlan = {
  unplanned: 'warn',
  events: [
    { ...emptyEvent('Cart'), planned: true, properties: [{ name: 'amount', type: 'number', required: true, values: [] }] },
    { ...emptyEvent('Debug'), blocked: true },
  ],
};

it('reads what it wrote', () => {
  expect(readPlan(planText(plan))).toEqual({ plan, problem: null });
});

it('takes a plan written by hand', () => {
  expect(readPlan('{"events": [{"name": "Cart", "properties": [{"name": "amount"}]}]}').plan).toEqual({
    unplanned: 'allow',
    events: [{ ...emptyEvent('Cart'), planned: true, properties: [{ name: 'amount', type: 'any', required: false, values: [] }] }],
  });
});

it('says what is wrong with a plan', () => {
  const problem = (text: string) => readPlan(text).problem;
  expect(problem('{')).toBe('The file is not JSON.');
  expect(problem('[]')).toBe('The plan must be an object.');
  expect(problem('{"events": {}}')).toBe('events must be a list.');
  expect(problem('{"events": [{"name": " "}]}')).toBe('Event 1 needs a name.');
  expect(problem('{"events": [{"name": "A"}, {"name": "A"}]}')).toBe('A stands in the plan twice.');
  expect(problem('{"unplanned": "never"}')).toBe('unplanned must be one of allow, warn, block.');
  expect(problem('{"events": [{"name": "A", "properties": [{"name": "p", "type": "date"}]}]}')).toMatch(/^The type of p must be one of any, text/);
});

it('counts violations of an event and of each property', () => {
  const refusals: Violations = [
    { kind: 'warning', event: 'Cart', reason: 'The property "amount" must be a number.', count: 7 },
    { kind: 'plan', event: 'Cart', reason: 'The property “amount (EUR)” is missing.', count: 2 },
    { kind: 'message', event: 'Cart', reason: 'The message names no customer.', count: 90 },
    { kind: 'warning', event: 'Order', reason: 'The property "amount" must be a number.', count: 5 },
  ];
  expect(violationsOf(refusals, 'Cart')).toBe(9);
  expect(violationsOf(refusals, 'Cart', 'amount')).toBe(7);
  expect(violationsOf(refusals, 'Cart', 'amount (EUR)')).toBe(2);
  expect(violationsOf(refusals, 'Cart', 'mount')).toBe(0);
  expect(violationsOf([], 'Cart')).toBe(0);
});
