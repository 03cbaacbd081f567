import { describe, expect, it } from 'vitest';
import { isConfirmed, namedBy, shortHash, whatItDoes } from './erasure_words';

describe('the words of an erasure', () => {
  it('say what it does now, and why it waits', () => {
    expect(whatItDoes({ state: 'running', step: 'rewrite', error: null })).toBe('Writing the event store anew');
    expect(whatItDoes({ state: 'waiting', step: 'log', error: 'The event log is busy.' })).toBe('The event log is busy.');
    expect(whatItDoes({ state: 'done', step: null, error: null })).toBe('Done');
    expect(whatItDoes({ state: 'running', step: 'new-step', error: null })).toBe('Working');
  });
  it('show hashes short', () => {
    expect(shortHash({ identities: [], identity_count: 0 })).toBe('–');
    expect(shortHash({ identities: ['0123456789abcdef'], identity_count: 1 })).toBe('01234567');
    expect(shortHash({ identities: ['0123456789abcdef'], identity_count: 100_000 })).toBe('01234567 and 99,999 more');
  });
  it('say what names the customer and stays', () => {
    const none = { named_by_questions: [], named_by_segments: [], named_by_settings: [] };
    expect(namedBy(none)).toBeNull();
    expect(namedBy({ ...none, named_by_segments: ['s_1'] })).toBe('1 segment names this customer. It stays as somebody wrote it.');
    expect(namedBy({ named_by_questions: ['q_1', 'q_2'], named_by_segments: ['s_1'], named_by_settings: ['identity-rules'] })).toBe(
      '2 saved questions, 1 segment and 1 setting name this customer. They stay as somebody wrote them.',
    );
  });
  it('take the word that confirms in any capitals, and nothing else', () => {
    expect(isConfirmed(' Erase ')).toBe(true);
    expect(isConfirmed('erase it')).toBe(false);
    expect(isConfirmed('')).toBe(false);
  });
});
