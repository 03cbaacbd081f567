import { expect, test } from 'vitest';
import { isTime, placeWords } from './place_words';

test('a place in an answer has a name', () => {
  const words = (at: string, what: 'mean' | 'median' = 'median') => placeWords({ at, what });
  expect(words('steps[Order placed].times_from_first')).toBe('Order placed, median time from the first step');
  expect(words('edges[Cart > Order placed].times')).toBe('Cart → Order placed, median time');
  expect(words('links[0: Home page > 1: Cart].times')).toBe('Home page → Cart, column 2, median time');
  expect(words('links[3: Cart > 4: (exit)].times')).toBe('Cart → left, column 5, median time');
  expect(words('channels[e-mail].duration')).toBe('channels e-mail, median length');
  expect(words('per_customer', 'mean')).toBe('sessions each, mean');
  expect(words('something_new', 'mean')).toBe('something new, mean');
});

test('medians are times, but for the number of events', () => {
  expect(isTime({ at: 'times', what: 'median' })).toBe(true);
  expect(isTime({ at: 'events', what: 'median' })).toBe(false);
  expect(isTime({ at: 'steps[events].times', what: 'median' })).toBe(true);
  expect(isTime({ at: 'per_customer', what: 'mean' })).toBe(false);
});
