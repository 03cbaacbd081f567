import { expect, test } from 'vitest';
import { compareDocument } from './compare_document';

test('what both are asked stands around the question, and the others come first', () => {
  const range = { from: '2026-01-01' };
  const document = { kind: 'sessions', gap: '1h', range, where: { channel: 'web' }, who: { trait: 'plan', value: 'Plus' } } as const;
  expect(compareDocument(document, { ...document, who: { not: document.who } }, { a: 'Plus', b: 'Others' })).toEqual({
    kind: 'compare', range, where: { channel: 'web' }, question: { kind: 'sessions', gap: '1h' },
    groups: [{ name: 'Others', who: { not: document.who } }, { name: 'Plus', who: document.who }],
  });
});
