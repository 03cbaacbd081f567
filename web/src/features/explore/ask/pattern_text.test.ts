import { expect, it } from 'vitest';
import { completeName, openName, placeOfProblem } from './pattern_text';

it('knows the name that is being written', () => {
  expect(openName('"Cart" then "Ord', 16)).toEqual({ from: 12, quote: '"', text: 'Ord' });
  expect(openName('"Cart" then', 11)).toBeNull();
  expect(openName('"Car', 0)).toBeNull();
  expect(openName('"a \\" b', 7)).toEqual({ from: 0, quote: '"', text: 'a " b' });
  expect(openName('"it\'s', 5)).toEqual({ from: 0, quote: '"', text: "it's" });
});

it('completes a name where the caret is, whatever stands behind', () => {
  expect(completeName('"Ca', 3, 'Cart')).toEqual({ pattern: '"Cart" ', caret: 7 });
  expect(completeName('"Ca" then any', 3, 'Cart')).toEqual({ pattern: '"Cart" then any', caret: 6 });
  expect(completeName('"Ca then "Order"', 3, 'Cart')).toEqual({ pattern: '"Cart" Order"', caret: 7 });
  expect(completeName('start', 5, 'Cart')).toEqual({ pattern: 'start "Cart" ', caret: 13 });
  expect(completeName('(', 1, 'Say "hi"')).toEqual({ pattern: '("Say \\"hi\\"" ', caret: 14 });
});

it('finds the place in a message', () => {
  expect(placeOfProblem('At character 12 an element was expected.')).toBe(12);
  expect(placeOfProblem('No event is called so.')).toBeNull();
});
