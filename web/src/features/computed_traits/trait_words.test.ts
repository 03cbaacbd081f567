import { describe, expect, it } from 'vitest';
import { computedWords, definitionWords, isKey, keyOf, measures, needsProperty } from './trait_words';

const names = new Map<string, string>();

describe('a definition as a sentence', () => {
  it('names the measure, the property, the events and the time', () => {
    expect(definitionWords({ measure: 'sum', property: 'revenue', of: { event: 'Order placed' }, within: '90d' }, names)).toBe(
      'The sum of revenue over Order placed in the last 90 days',
    );
    expect(definitionWords({ measure: 'count' }, names)).toBe('The number of anything they do');
    expect(definitionWords({ measure: 'days_since_last', of: { event: 'Login' } }, names)).toBe('The days since the last Login');
    expect(definitionWords({ measure: 'first_time' }, names)).toBe('The time of the first thing they did');
    expect(definitionWords({ measure: 'share', of: { channel: 'app' }, within: '180d' }, names)).toBe(
      'The share, among all their events, of anything on app in the last 180 days',
    );
  });
  it('knows which measures need a property', () => {
    const without = measures.filter(({ value }) => !needsProperty(value)).map(({ value }) => value);
    expect(without).toEqual(['count', 'share', 'days_since_last', 'days_since_first', 'last_time', 'first_time']);
  });
});

describe('a value in words', () => {
  it('reads as what it is', () => {
    expect(computedWords(null)).toBe('–');
    expect(computedWords(0.25, 'share')).toBe('25\u202f%');
    expect(computedWords(1, 'days_since_last')).toBe('1 day');
    expect(computedWords(1200)).toBe('1,200');
    expect(computedWords(12.345)).toBe('12.35');
    expect(computedWords(['a', 5])).toBe('a, 5');
  });
});

describe('a key', () => {
  it('is made of the name', () => {
    expect(keyOf('Orders, last 90 days')).toBe('orders_last_90_days');
    expect(keyOf('90-day café visits!')).toBe('day_cafe_visits');
    expect(keyOf('***')).toBe('');
  });
  it('is checked', () => {
    expect(isKey('orders_90_days')).toBe(true);
    expect(isKey('9_days')).toBe(false);
    expect(isKey('Orders')).toBe(false);
    expect(isKey('')).toBe(false);
  });
});
