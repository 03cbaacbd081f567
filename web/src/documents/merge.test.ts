import { expect, test } from 'vitest';
import { mergedDraft } from './merge';

test('what each of two changed is kept, and what was written here stands where both did', () => {
  const base = { title: 'A', state: 'proposed', goals: ['x'] };
  expect(mergedDraft(base, { ...base, title: 'B' }, { ...base, goals: ['x', 'y'] })).toEqual({ title: 'B', state: 'proposed', goals: ['x', 'y'] });
  expect(mergedDraft(base, { ...base, state: 'done' }, { ...base, state: 'dropped' }).state).toBe('done');
});
