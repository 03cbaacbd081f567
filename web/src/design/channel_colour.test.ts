import { expect, it } from 'vitest';
import { channelColours } from './channel_colour';

it('follows the rank and has one colour for the rest', () => {
  const colour = channelColours(['web', 'app', 'mail']);
  expect(colour('web')).toBe('var(--c1)');
  expect(colour('mail')).toBe('var(--c3)');
  expect(colour('fax')).toBe('var(--c8)');
  expect(colour(null)).toBe('var(--c8)');
  const many = channelColours(Array.from({ length: 12 }, (_, index) => `c${index}`));
  expect(many('c11')).toBe('var(--c8)');
});
