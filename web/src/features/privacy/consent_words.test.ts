import { describe, expect, it } from 'vitest';
import { idFor, originWords, unaskedWords, whyWords } from './consent_words';

describe('the words of consent', () => {
  it('say why something is allowed or not', () => {
    expect(whyWords({ why: 'given', state: 'given' }, 'consent')).toBe('given');
    expect(whyWords({ why: 'withdrawn', state: 'withdrawn' }, 'consent')).toBe('withdrawn');
    expect(whyWords({ why: 'withdrawn', state: 'withdrawn' }, 'legitimate_interests')).toBe('objected');
    expect(whyWords({ why: 'basis', state: 'withdrawn' }, 'contract')).toBe('contract, needs no consent');
    expect(whyWords({ why: 'nothing_said', state: 'unknown' }, 'consent')).toBe('nothing said');
  });
  it('say what silence means', () => {
    expect(unaskedWords({ lawful_basis: 'contract', default: 'opt_in' })).toBe('is not asked');
    expect(unaskedWords({ lawful_basis: 'legitimate_interests', default: 'opt_out' })).toBe('is taken to agree');
    expect(unaskedWords({ lawful_basis: 'consent', default: 'opt_in' })).toBe('does not agree');
  });
  it('say where a statement comes from', () => {
    expect(originWords({ actor: 'ada@example.com', event: null, source: null })).toBe('recorded by ada@example.com');
    expect(originWords({ actor: null, event: 'Order', source: 'App' })).toBe('“Order” from App');
    expect(originWords({ actor: null, event: 'Order', source: null })).toBe('“Order”');
  });
  it('make ids of names that nobody has', () => {
    expect(idFor('Über uns: News', [])).toBe('uber_uns_news');
    expect(idFor('News', ['news', 'news_2'])).toBe('news_3');
    expect(idFor('新', [])).toBe('purpose');
  });
});
