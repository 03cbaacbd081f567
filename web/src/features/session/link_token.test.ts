import { expect, it } from 'vitest';
import { linkToken } from './link_token';

it('finds the token in the query or after the hash', () => {
  expect(linkToken('abc', '')).toBe('abc');
  expect(linkToken(undefined, '#token=abc')).toBe('abc');
  expect(linkToken(undefined, 'abc')).toBe('abc');
  expect(linkToken(undefined, '')).toBe('');
});
