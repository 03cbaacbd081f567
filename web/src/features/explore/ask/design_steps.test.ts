import { expect, test } from 'vitest';
import type { Design } from '../../../api';
import { readDesign, stepName, writeDesign } from './design_steps';

const designs: Design[] = [
  ['Cart', 'Order placed'],
  ['Cart', { step: 'Order placed', within: '1d' }],
  ['Cart', { choice: ['Card', 'Invoice'] }, { optional: 'Call' }, { repeat: 'Order placed' }],
  ['Cart', { choice: [{ step: 'Card', within: '2h' }, { step: 'Invoice', within: '2h' }] }],
  [{ optional: { repeat: { step: 'Call', within: 60 } } }, 'Paid'],
  { sequence: ['Cart', 'Paid'], within: '7d' },
  ['Cart', { any_order: ['Paid', 'Shipped'] }, 'Delivered'],
  [{ any_order: [{ step: 'Paid', within: '1d' }, { optional: 'Call' }, { choice: ['Card', 'Invoice'] }] }],
  [{ optional: { repeat: { any_order: ['Paid', 'Shipped'] } } }],
  // Without words of their own: they stay as they are.
  [{ any_order: ['Paid', { any_order: ['Shipped', 'Packed'] }] }],
  [{ any_order: ['Paid', { sequence: ['Packed', 'Shipped'] }] }],
  [{ any_order: ['Paid'] }],
  ['Cart', { choice: [{ sequence: ['Card', 'Paid'] }, 'Invoice'] }],
  ['Cart', { choice: [{ step: 'Card', within: '2h' }, 'Invoice'] }],
  [{ repeat: { optional: 'Call' } }, 'Paid'],
];

test('a design is the same after it was read and written', () => {
  for (const design of designs) expect(writeDesign(readDesign(design)), JSON.stringify(design)).toEqual(design);
});

test('one label alone is a list of one', () => {
  expect(writeDesign(readDesign('Cart'))).toEqual(['Cart']);
});

test('steps have names', () => {
  const names = (design: Design) => readDesign(design).steps.map(stepName);
  expect(names(['Cart', { choice: ['Card', 'Invoice'] }, { optional: 'Call' }])).toEqual(['Cart', 'Card or Invoice', 'Call']);
  expect(names([{ any_order: ['Paid', 'Shipped'] }])).toEqual(['Paid and Shipped in any order']);
  expect(names([{ any_order: ['Paid', { any_order: ['Shipped', 'Packed'] }] }])).toEqual(['Paid and Shipped and Packed in any order in any order']);
});

test('a step that may be missing and comes again keeps both', () => {
  expect(readDesign([{ optional: { repeat: { step: 'Call', within: 60 } } }]).steps).toEqual([{ labels: ['Call'], within: 60, optional: true, repeat: true }]);
});
