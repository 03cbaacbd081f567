import { expect, it } from 'vitest';
import { embedCode, expiryAfter } from './share_words';

it('says when a link ends', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  expect(expiryAfter('week', now)).toBe('2026-11-30T12:00:00.000Z');
  expect(expiryAfter('ever', now)).toBeNull();
});

it('writes the code for a page so that an address cannot break out of it', () => {
  expect(embedCode('https://wend.example/embed/x"><script>&')).toContain('src="https://wend.example/embed/x&quot;>&lt;script>&amp;"');
});
