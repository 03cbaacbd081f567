import { expect, test } from 'vitest';
import type { MapDocument } from '../engine/fields';
import { boundSteps, madeOf } from './made_of';

const document = (part: object = {}): MapDocument =>
  ({
    format: 1, about: {}, stages: { stg_a: { order: 'a' } },
    steps: { stp_a: { order: 'a', stage: 'stg_a', binding: { event: 'Cart' }, title: 'Cart' }, stp_b: { order: 'b', stage: 'stg_a', title: 'Pays' } },
    lanes: { lan_t: { order: 'a', kind: 'touchpoint' }, lan_x: { order: 'b' } },
    cells: { cel_a: { lane: 'lan_t', step: 'stp_b', order: 'a', touchpoint: 'Payment' }, cel_b: { lane: 'lan_x', step: 'stp_b', order: 'a', text: 'Hm', touchpoint: 'Not a card' } },
    links: {}, personas: {}, pains: {}, ...part,
  }) as unknown as MapDocument;

test('words ask nothing, bindings and ways do', () => {
  const before = madeOf(document());
  const renamed = document();
  (renamed.steps.stp_a as { title: string }).title = 'Fills the cart';
  (renamed.cells.cel_b as { text: string }).text = 'Other words';
  expect(madeOf(renamed)).toBe(before);
  expect(madeOf(document({ links: { lnk_a: { from: 'stp_b', to: 'stp_a', kind: 'loop' } } }))).not.toBe(before);
  expect(madeOf(document({ cells: {} }))).not.toBe(before);
  expect(madeOf(document({ about: { period: '4w' } }))).not.toBe(before);
  const optional = document();
  (optional.steps.stp_b as { optional?: boolean }).optional = true;
  expect(madeOf(optional)).not.toBe(before);
});

test('a step is bound by itself or by a card of a touchpoint lane', () => {
  expect(boundSteps(document())).toBe(2);
  expect(boundSteps(document({ cells: {} }))).toBe(1);
  expect(boundSteps(document({ lanes: { lan_t: { order: 'a', kind: 'touchpoint', removed: true } } }))).toBe(1);
});
