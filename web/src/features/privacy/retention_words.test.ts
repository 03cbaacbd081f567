import { describe, expect, it } from 'vitest';
import { eventsWords, freeRuleId } from './retention_words';

describe('the words of retention', () => {
  it('say which events a rule is about', () => {
    expect(eventsWords({ events: ['*'], kinds: [], source: null })).toBe('All events');
    expect(eventsWords({ events: ['Viewed*', 'Page left'], kinds: ['page'], source: 'Shop' })).toBe('Viewed*, Page left (page) from Shop');
  });
  it('give a new rule an id that is free', () => {
    expect(freeRuleId([])).toBe('rule_1');
    expect(freeRuleId(['rule_2'])).toBe('rule_3');
    expect(freeRuleId(['a', 'rule_3'])).toBe('rule_4');
  });
});
