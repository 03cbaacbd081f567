import { expect, it } from 'vitest';
import { passwordStrength } from './password_strength';

const own = ['Deniz Acar', 'deniz@example.org', null];

it.each([
  ['', 0, 'At least 10 characters'],
  ['ninechars', 0, '1 more character needed'],
  ['deniz-was-here', 1, 'Easy to guess: it contains your name or e-mail'],
  ['MyPassword99', 1, 'Easy to guess: it contains a common password'],
  ['abababababab', 1, 'Easy to guess: it repeats few characters'],
  ['tram-43-goat', 2, 'Good; longer is stronger'],
  ['four small dry words', 3, 'Strong'],
])('%s', (password, level, words) => {
  expect(passwordStrength(password, own)).toEqual({ level, words });
});
