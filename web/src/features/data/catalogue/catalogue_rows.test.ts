import { expect, it } from 'vitest';
import { isMixed, matches, typeWords, weekChange } from './catalogue_rows';

it('finds an event by either of its names', () => {
  const event = { name: 'cart_v2', shown_as: 'Cart' };
  expect(matches(event, 'CART')).toBe(true);
  expect(matches(event, '_v2')).toBe(true);
  expect(matches(event, 'order')).toBe(false);
  expect(matches(event, ' ')).toBe(true);
});

it('compares a week with the one before', () => {
  const week = (now: number, before: number) => weekChange({ last_7_days: now, previous_7_days: before })?.words ?? null;
  expect(week(120, 100)).toBe('+20\u202f%');
  expect(week(75, 100)).toBe('\u221225\u202f%');
  expect(week(1000, 1002)).toBe('as before');
  expect(week(0, 10)).toBe('stopped');
  expect(week(10, 0)).toBe('none before');
  expect(week(0, 0)).toBeNull();
  expect(week(5000, 10)).toBe('500 times');
});

it('says which types a property has', () => {
  expect(typeWords({ types: [{ type: 'number', share: 1 }] })).toBe('number');
  expect(typeWords({ types: [{ type: 'number', share: 0.98 }, { type: 'text', share: 0.02 }] })).toBe('number 98\u202f%, text 2\u202f%');
  expect(typeWords({ types: [] })).toBe('unknown');
  expect(isMixed({ types: [{ type: 'number', share: 0.9 }, { type: 'null', share: 0.1 }] })).toBe(false);
  expect(isMixed({ types: [{ type: 'number', share: 0.9 }, { type: 'text', share: 0.1 }] })).toBe(true);
});
