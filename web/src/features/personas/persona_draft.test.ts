import { describe, expect, it } from 'vitest';
import type { PersonaDraft } from '../../api';
import { initials, isSame, merged, tidy } from './persona_draft';

const blank: PersonaDraft = {
  name: 'Maren', role: '', portrait: null, colour: 0, motto: '', about: '', facts: [], goals: [], needs: [], pains: [], motivations: [], behaviours: [],
  empathy: { says: [], thinks: [], does: [], feels: [], hears: [], sees: [], pains: [], gains: [] },
  segment: null, evidence: 'none', source: '', owner: null, tags: [],
};

describe('merged', () => {
  it('keeps what each of two changed', () => {
    const mine = { ...blank, motto: 'Quickly', empathy: { ...blank.empathy, says: ['Again?'] } };
    const theirs = { ...blank, role: 'Parent', empathy: { ...blank.empathy, hears: ['The baby'] } };
    expect(merged(blank, mine, theirs)).toEqual({
      ...blank, motto: 'Quickly', role: 'Parent', empathy: { ...blank.empathy, says: ['Again?'], hears: ['The baby'] },
    });
  });
  it('lets what was written here stand where both wrote', () => {
    expect(merged(blank, { ...blank, name: 'Maren H.' }, { ...blank, name: 'M. Holt' }).name).toBe('Maren H.');
  });
});

describe('tidy', () => {
  it('leaves out what says nothing', () => {
    const draft = { ...blank, goals: ['', ' Home by six ', '  '], facts: [{ label: '', value: ' ' }, { label: 'Age', value: '' }] };
    expect(tidy(draft).goals).toEqual(['Home by six']);
    expect(tidy(draft).facts).toEqual([{ label: 'Age', value: '' }]);
    expect(isSame(blank, { ...blank, needs: [''] })).toBe(true);
    expect(isSame(blank, { ...blank, needs: ['x'] })).toBe(false);
  });
});

describe('initials', () => {
  it('takes the first letters of the first and the last name', () => {
    expect(initials('Maren van der Holt')).toBe('MH');
    expect(initials('émile')).toBe('É');
    expect(initials('😀 x')).toBe('😀X');
    expect(initials('  ')).toBe('');
  });
});
