import { expect, test } from 'vitest';
import { Random, randomEdit, randomText } from './testing/random';
import { applyEdit, canonical, characters, composeEdits, editBetween, invertEdit, moveCaret, transformEdit } from './text_edit';

const rounds = 3_000;

test('edits are applied by code points, never half a pair', () => {
  expect(applyEdit('a😀b', [1, -1, 'x'])).toBe('axb');
  expect(applyEdit('a😀b', [2, 'x'])).toBe('a😀xb');
  expect(() => applyEdit('a😀b', [4])).toThrow(RangeError);
  expect(editBetween('😀', '😁')).toEqual(['😁', -1]);
  expect(editBetween('same', 'same')).toEqual([]);
});

test('the canonical form does the same in fewer parts', () => {
  expect(canonical([1, 1, 'a', -1, 'b', -2, 3])).toEqual([2, 'ab', -3]);
  for (let seed = 1; seed <= rounds; seed += 1) {
    const random = new Random(seed);
    const text = randomText(random, 8);
    const edit = randomEdit(random, text);
    expect(applyEdit(text, canonical(edit)), `seed ${seed}`).toBe(applyEdit(text, edit));
  }
});

test('two edits of one text lead to the same text in both orders, with everything that was inserted', () => {
  for (let seed = 1; seed <= rounds; seed += 1) {
    const random = new Random(seed);
    const text = randomText(random, 8);
    const [first, second] = [randomEdit(random, text), randomEdit(random, text)];
    const one = applyEdit(applyEdit(text, first), transformEdit(second, first, 'after'));
    const other = applyEdit(applyEdit(text, second), transformEdit(first, second, 'before'));
    expect(one, `seed ${seed}`).toBe(other);
    const inserted = [...first, ...second].reduce<number>((sum, part) => sum + (typeof part === 'string' ? characters(part) : 0), 0);
    const kept = characters(applyEdit(text, second.filter((part) => typeof part === 'number'))) ;
    expect(characters(one), `seed ${seed}`).toBeGreaterThanOrEqual(inserted);
    expect(characters(one), `seed ${seed}`).toBeLessThanOrEqual(inserted + kept);
  }
});

test('what the earlier one inserted at one place stands first', () => {
  expect(transformEdit([2, 'b'], [2, 'a'], 'after')).toEqual([3, 'b']);
  expect(transformEdit([2, 'b'], [2, 'a'], 'before')).toEqual([2, 'b']);
});

test('composing, inverting and finding an edit', () => {
  for (let seed = 1; seed <= rounds; seed += 1) {
    const random = new Random(seed);
    const text = randomText(random, 8);
    const first = randomEdit(random, text);
    const between = applyEdit(text, first);
    const second = randomEdit(random, between);
    const after = applyEdit(between, second);
    expect(applyEdit(text, composeEdits(first, second)), `seed ${seed}`).toBe(after);
    expect(applyEdit(between, invertEdit(text, first)), `seed ${seed}`).toBe(text);
    expect(applyEdit(text, editBetween(text, after)), `seed ${seed}`).toBe(after);
  }
});

test('the caret stays where it was in the text', () => {
  expect(moveCaret('one two', 4, ['zero '])).toBe(9);
  expect(moveCaret('one two', 4, [4, 'x'])).toBe(4);
  expect(moveCaret('one two', 6, [4, -3])).toBe(4);
  expect(moveCaret('😀 two', 3, [1, '😀'])).toBe(5);
});
