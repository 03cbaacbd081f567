import { expect, it } from 'vitest';
import { conflictingFields } from './conflict_fields';

it('tells only what differs, and nothing that the server sets', () => {
  const mine = { id: 'q1', name: 'Checkout', query: { kind: 'funnel' }, view: {}, version: 3, updated_at: 'a' };
  const theirs = { id: 'q1', name: 'Checkout on phones', query: { kind: 'funnel' }, version: 4, updated_at: 'b' };
  expect(conflictingFields(mine, theirs)).toEqual([
    { field: 'name', mine: 'Checkout', theirs: 'Checkout on phones' },
    { field: 'view', mine: '{}', theirs: '–' },
  ]);
  expect(conflictingFields(null, 'x')).toEqual([]);
});
