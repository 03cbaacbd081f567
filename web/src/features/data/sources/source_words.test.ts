import { expect, it } from 'vitest';
import { freeName, hookAddress, sourceHealth } from './source_words';

const now = new Date('2026-06-10T12:00:00Z');
const health = (kind: 'sdk' | 'file' | 'sample', events: number, last: string | null) =>
  sourceHealth({ kind, events, last_event: last }, now);

it('says how a source is', () => {
  expect(health('sdk', 0, null)).toEqual({ tone: 'warn', words: 'waiting for the first event' });
  expect(health('sdk', 4, '2026-06-10T11:59:58Z')).toEqual({ tone: 'good', words: 'sending' });
  expect(health('sdk', 4, '2026-06-07T12:00:00Z')).toEqual({ tone: 'warn', words: 'quiet for 3\u202fd' });
  expect(health('file', 4, '2020-01-01T00:00:00Z').words).toBe('imported');
  expect(health('sample', 4, '2020-01-01T00:00:00Z').words).toBe('imported');
});

it('finds a name that is free', () => {
  expect(freeName('Website', [])).toBe('Website');
  expect(freeName('Website', ['website', 'Website 2'])).toBe('Website 3');
});

it('knows where a webhook is sent to', () => {
  expect(hookAddress('https://wend.example.org', 'wk_1')).toBe('https://wend.example.org/hooks/wk_1');
});
