import { describe, expect, test } from 'vitest';
import type { Archetype, ArchetypeDifference, Share } from '../../../api';
import { differenceText, hintOf, personaOf, ruleOf, segmentOf } from './proposal';
import { questionOf, readProposalsSearch } from './proposals_search';

const part = (count: number, of: number): Share => ({ share: count / of, count, of, low: null, high: null });

function difference(over: Partial<ArchetypeDifference>): ArchetypeDifference {
  return { name: 'Support call', of: 'step', difference: 1.2, share: part(82, 100), share_elsewhere: part(12, 100), mean: 2.14, mean_elsewhere: 0.2, ...over };
}

const who = { all: [{ did: { event: 'Support call' }, at_least: 2 }] };

function group(over: Partial<Archetype> = {}): Archetype {
  return {
    people: 1200, share: part(1200, 4800), ref: 'group:0', events_each: 9.1, typical: 20, typical_ref: 'typical:0', channels: [],
    differences: [difference({}), difference({ name: 'phone', of: 'channel' }), difference({ name: 'evenings', of: 'rhythm', mean: 0.61, mean_elsewhere: 0.2 })],
    rule: { who, sentence: 'Support call at least 2 times', people: 1100, ref: 'rule:0', precision: part(1012, 1100), recall: part(1012, 1200) },
    ...over,
  };
}

describe('what is said of a group', () => {
  test('compares it with everybody else', () => {
    expect(differenceText(difference({}))).toBe('Support call: 82\u202f% do, 12\u202f% elsewhere; 2.1 times each, 0.2 elsewhere');
    expect(differenceText(difference({ of: 'channel', name: 'phone', mean: 23.4 }))).toContain('Channel phone: ');
    expect(differenceText(difference({ of: 'channel', name: 'phone', mean: 23.4 }))).toContain('; 23 times each');
    expect(differenceText(difference({ of: 'rhythm', name: 'weekends', mean: 0.5, mean_elsewhere: 0.25 }))).toBe('Weekends: 50\u202f% of what they do is at the weekend, 25\u202f% elsewhere');
    expect(differenceText(difference({ of: 'rhythm', name: 'days', mean: 9, mean_elsewhere: 3 }))).toBe('Days: here on 9 days each, 3 elsewhere');
  });

  test('names what it does most of, not what it does less of', () => {
    expect(hintOf(group())).toBe('Those of Support call and phone');
    expect(hintOf(group({ differences: [difference({ difference: -2 })] }))).toBe('Those who do little');
  });
});

describe('what is made of a group', () => {
  test('a segment of its rule, within the one that was looked at', () => {
    expect(segmentOf('Callers', group(), undefined)?.rule).toEqual(who);
    expect(ruleOf(group(), 'seg_1')).toEqual({ all: [{ segment: 'seg_1' }, who] });
    expect(segmentOf('Callers', group({ rule: null }), undefined)).toBeNull();
    expect(segmentOf('Callers', group(), undefined)?.description).toContain('92\u202f% are of the group');
  });

  test('a persona that says what was measured', () => {
    const draft = personaOf('Callers', group(), 'seg_9', 9, { people: 4800, at: '2026-11-12T10:00:00Z' });
    expect(draft).toMatchObject({ name: 'Callers', segment: 'seg_9', evidence: 'measured', colour: 1 });
    expect(draft.behaviours).toHaveLength(3);
    expect(draft.source).toContain('1,200 of 4,800 customers');
  });
});

describe('the address', () => {
  test('asks what it says and drops what makes no sense', () => {
    const search = readProposalsSearch({ segment: 'seg_1', groups: '4', by: 'touchpoint', range: { from: '2026-01-01', to: 7 } });
    expect(questionOf(search)).toEqual({ kind: 'archetypes', who: { segment: 'seg_1' }, range: { from: '2026-01-01' }, groups: 4, by: 'touchpoint' });
    expect(readProposalsSearch({ groups: 40, by: 'stage', range: 'x', segment: '' })).toEqual({});
  });
});
