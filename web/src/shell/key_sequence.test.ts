import { expect, it } from 'vitest';
import { noKey, pressKey, sequenceMs } from './key_sequence';

it('completes a sequence of two keys', () => {
  const first = pressKey(noKey, 'g', 0);
  expect(first.shortcut).toBeNull();
  expect(pressKey(first.state, 'h', 300)).toEqual({ state: noKey, shortcut: 'g h' });
});

it('forgets the first key after a while', () => {
  const first = pressKey(noKey, 'g', 0);
  expect(pressKey(first.state, 'h', sequenceMs + 1).shortcut).toBe('h');
});

it('passes single keys on', () => {
  expect(pressKey(noKey, '?', 5).shortcut).toBe('?');
});
