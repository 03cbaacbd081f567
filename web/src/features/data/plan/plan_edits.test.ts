import { describe, expect, it } from 'vitest';
import type { CollectedEvent, SeenProperty, TrackingPlan } from '../../../api';
import {
  changeEvent,
  emptyEvent,
  eventOf,
  planSeen,
  proposedRule,
  restoreEvent,
  setBlocked,
  setProperty,
  setShownAs,
  setUnplanned,
  unplan,
  withPlan,
} from './plan_edits';

const empty: TrackingPlan = { unplanned: 'allow', events: [] };
const cart: TrackingPlan = {
  unplanned: 'warn',
  events: [{ ...emptyEvent('Cart'), planned: true, properties: [{ name: 'amount', type: 'number', required: true, values: [] }] }],
};
const seen = (name: string, types: string[], fill: number): SeenProperty =>
  ({ name, types: types.map((type) => ({ type, share: 1 / types.length })), fill, n: 100, first_seen: '', last_seen: '', examples: [], distinct: 1 }) as SeenProperty;

describe('edits of the plan', () => {
  it('adds an event only for what is said of it', () => {
    expect(setBlocked('Ping', true)(empty).events).toEqual([{ ...emptyEvent('Ping'), blocked: true }]);
    expect(setBlocked('Ping', false)(setBlocked('Ping', true)(empty))).toEqual(empty);
    expect(setBlocked('Ping', false)(empty)).toEqual(empty);
    expect(unplan('Cart')(cart).events).toEqual([]);
    expect(unplan('Cart')(setBlocked('Cart', true)(cart)).events).toEqual([{ ...emptyEvent('Cart'), blocked: true }]);
  });

  it('shows an event under another name, and its own takes that back', () => {
    expect(eventOf(setShownAs('cart', ' Cart ')(empty), 'cart')?.show_as).toBe('Cart');
    expect(setShownAs('cart', 'cart')(setShownAs('cart', 'Cart')(empty))).toEqual(empty);
    expect(setShownAs('cart', '  ')(setShownAs('cart', 'Cart')(empty))).toEqual(empty);
  });

  it('changes, renames, adds and removes rules', () => {
    const rules = (plan: TrackingPlan) => eventOf(plan, 'Cart')?.properties.map(({ name, type }) => `${name} ${type}`);
    expect(rules(setProperty('Cart', 'amount', { type: 'text' })(cart))).toEqual(['amount text']);
    expect(rules(setProperty('Cart', 'coupon', { type: 'text' })(cart))).toEqual(['amount number', 'coupon text']);
    expect(rules(setProperty('Cart', 'amount', { name: 'total' })(cart))).toEqual(['total number']);
    expect(rules(setProperty('Cart', 'amount', null)(cart))).toEqual([]);
  });

  it('leads to the same when made twice', () => {
    const edits = [
      setBlocked('Ping', true),
      setShownAs('Cart', 'Basket'),
      setProperty('Cart', 'amount', { name: 'total' }),
      setProperty('Cart', 'coupon', {}),
      setProperty('Cart', 'amount', null),
      changeEvent('Cart', { description: 'x' }),
      planSeen({ name: 'Cart', properties: [seen('coupon', ['text'], 1)] }),
      restoreEvent('Cart', undefined),
      restoreEvent('Cart', { ...emptyEvent('Cart'), blocked: true }),
      setUnplanned('block'),
    ];
    for (const edit of edits) expect(edit(edit(cart))).toEqual(edit(cart));
  });

  it('does not rename a rule onto another one', () => {
    const two = setProperty('Cart', 'total', {})(cart);
    expect(setProperty('Cart', 'amount', { name: 'total' })(two)).toEqual(two);
  });

  it('goes back to what was before', () => {
    const before = eventOf(cart, 'Cart');
    expect(restoreEvent('Cart', before)(unplan('Cart')(cart))).toEqual(cart);
    expect(restoreEvent('Ping', undefined)(setBlocked('Ping', true)(cart))).toEqual(cart);
  });
});

it('proposes a rule from what was seen', () => {
  expect(proposedRule(seen('amount', ['number'], 1))).toEqual({ name: 'amount', type: 'number', required: true, values: [] });
  expect(proposedRule(seen('amount', ['number', 'text'], 1)).type).toBe('any');
  expect(proposedRule(seen('amount', ['number', 'null'], 1))).toMatchObject({ type: 'number', required: false });
  expect(proposedRule(seen('amount', ['number'], 0.99)).required).toBe(false);
});

it('keeps the rules an event has when it is planned from what was seen', () => {
  const plan = planSeen({ name: 'Cart', properties: [seen('amount', ['text'], 1), seen('coupon', ['text'], 0.2)] })(cart);
  expect(eventOf(plan, 'Cart')?.properties.map(({ name, type }) => `${name} ${type}`)).toEqual(['amount number', 'coupon text']);
});

it('shows an event as the plan says, saved or not', () => {
  const event = { name: 'cart', shown_as: 'cart', planned: false, blocked: false } as CollectedEvent;
  expect(withPlan([event], setShownAs('cart', 'Cart')(empty))).toMatchObject([{ shown_as: 'Cart', planned: false }]);
  expect(withPlan([{ ...event, shown_as: 'Cart' }], empty)[0]?.shown_as).toBe('cart');
  expect(withPlan([{ ...event, blocked: true }], undefined)[0]?.blocked).toBe(true);
});
