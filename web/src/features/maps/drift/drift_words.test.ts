import { expect, test } from 'vitest';
import { backWords, isWorthSaying, worstStep } from './drift_words';

const share = (count: number, of: number) => ({ count, of, share: of === 0 ? null : count / of, low: null, high: null });

test('little drift and few people are not said on the board', () => {
  expect(isWorthSaying(share(31, 100))).toBe(true);
  expect(isWorthSaying(share(4, 100))).toBe(false);
  expect(isWorthSaying(share(10, 19))).toBe(false);
  expect(isWorthSaying(share(0, 0))).toBe(false);
});

test('the sentence is of the first step where most people leave', () => {
  const step = (id: string, count: number) => ({ id, drift: share(count, 100) }) as never;
  expect(worstStep({ steps: [step('a', 3), step('b', 9), step('c', 9)] })?.id).toBe('b');
  expect(worstStep({ steps: [step('a', 0)] })).toBe(null);
});

test('who comes back, and where', () => {
  expect(backWords({ back: share(0, 40) }, null)).toBe('nobody comes back to the path');
  expect(backWords({ back: share(30, 40) }, 'Payment')).toBe('75 % come back to the path, most often at “Payment”');
  expect(backWords({ back: share(40, 40) }, null)).toBe('all come back to the path');
});
