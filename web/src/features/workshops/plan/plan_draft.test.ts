import { expect, it } from 'vitest';
import { lengthWords, moved, totalMinutes } from './plan_draft';

it('moves plays, but none that has begun', () => {
  expect(moved(['a', 'b', 'c'], 2, -1, 0)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 1, -1, 1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 1, 0)).toEqual(['a', 'b', 'c']);
});

it('says how long an agenda is', () => {
  expect([totalMinutes([{ minutes: 60 }, { minutes: 35 }]), lengthWords(95), lengthWords(60), lengthWords(5)]).toEqual([95, '1 h 35 min', '1 h', '5 min']);
});
