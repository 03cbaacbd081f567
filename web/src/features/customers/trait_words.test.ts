import { expect, it } from 'vitest';
import { traitName, traitValue } from './trait_words';

it('says traits in words', () => {
  expect(traitName('birth_year')).toBe('Birth year');
  expect(traitValue(true)).toBe('yes');
  expect(traitValue(null)).toBe('nothing');
  expect(traitValue(12.5)).toBe('12.5');
  expect(traitValue(['a'])).toBe('["a"]');
});
