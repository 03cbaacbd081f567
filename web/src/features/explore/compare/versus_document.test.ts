import { expect, test } from 'vitest';
import { versusDocument } from './versus_document';

test('asks the same of the others', () => {
  const who = { trait: 'city', value: 'Köln' };
  expect(versusDocument({ kind: 'process', who }, 'rest')).toEqual({ kind: 'process', who: { not: who } });
  expect(versusDocument({ kind: 'process', who }, { segment: 's' })).toEqual({ kind: 'process', who: { segment: 's' } });
  expect(versusDocument({ kind: 'process' }, 'rest')).toBeNull();
  expect(versusDocument({ kind: 'process' }, null)).toBeNull();
});
