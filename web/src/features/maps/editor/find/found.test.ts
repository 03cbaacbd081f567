import { expect, test } from 'vitest';
import { buyingMap } from '../../../../../e2e/fixtures/maps.mjs';
import type { MapDocument } from '../../engine/fields';
import { visible } from '../../engine/visible';
import { boardOf } from '../place';
import { captionOf, wrongWith } from '../images/pictures';
import { findIn } from './found';

const find = (text: string) => findIn(boardOf(visible(buyingMap() as MapDocument)), text).map(({ row, column }) => [row, column]);

test('a text is found in heads, cards, pain points and their sources, row by row', () => {
  expect(find('CART')).toEqual([[1, 2], [4, 2]]);
  expect(find('people')).toEqual([[5, 1], [8, -1]]);
  expect(find('purchase')).toEqual([[0, 2]]);
  expect(find('  ')).toEqual([]);
  expect(find('no such thing')).toEqual([]);
});

test('what cannot be a picture is said in words', () => {
  expect(wrongWith({ name: 'a.png', type: 'image/png', size: 10 })).toBeNull();
  expect(wrongWith({ name: 'a.svg', type: 'image/svg+xml', size: 10 })).toBe('“a.svg” is no PNG, JPEG, GIF or WebP file.');
  expect(wrongWith({ name: '', type: 'image/png', size: 6 * 1024 * 1024 })).toBe('The picture has 6.0 MiB, and a picture may have 5. Make it smaller.');
  expect([captionOf('shop_front desk.jpeg'), captionOf('image.png'), captionOf('')]).toEqual(['shop front desk', '', '']);
});
