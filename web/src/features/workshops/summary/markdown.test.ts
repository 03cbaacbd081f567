import { describe, expect, it } from 'vitest';
import type { WorkshopSummary } from '../../../api';
import { markdownOf, plain } from './markdown';

const line = (text: string, more = {}) => ({ text, step: '', votes: 0, notes: 1, who: '', by: '', ...more });

const summary: WorkshopSummary = {
  title: 'Buying | *fast*', goal: 'Know more', scope: '', status: 'ended', people: 1, notes: 3,
  plays: [
    { id: 'pla_1', kind: 'pain_points', title: 'Pain points', areas: [{ name: 'pain', title: 'Pain point', lines: [line('Card refused', { step: 'Pays', votes: 1 }), line('<script>alert(1)</script>\n# No heading')] }] },
    { id: 'pla_2', kind: 'next_steps', title: 'Next steps', areas: [{ name: 'action', title: 'Next step', lines: [line('Say why', { who: 'Olu', by: '2026-12-01' })] }] },
  ],
  line: [{ step: 'Pays', n: 3, median: -1.5, low: -2, high: -1 }, { step: 'Looks', n: 0, median: null, low: null, high: null }],
  map: { id: 'map_1', title: 'Buying' }, persona: { id: 'per_1', title: 'Maren' }, at: '2026-11-23T10:00:00Z',
};

describe('the summary as Markdown', () => {
  it('has its parts, and nothing that somebody wrote becomes markup', () => {
    expect(markdownOf(summary, '23 Nov').split('\n')).toEqual([
      '# Buying \\| \\*fast\\*', '', 'Workshop, 23 Nov · 1 person, 3 notes', '',
      '## Goal', '', '- Know more', '',
      '## Persona', '', 'Maren', '',
      '## Pain points', '', '- Card refused (Pays, 1 vote)', '- &lt;script\\>alert\\(1\\)&lt;/script\\> \\# No heading (0 votes)', '',
      '## Sentiment line', '', '| Step | Median | Half of the people | People |', '|---|---|---|---|', '| Pays | −1.5 | −2 to −1 | 3 |', '',
      '## Next steps', '', '| What | Who | By when |', '|---|---|---|', '| Say why | Olu | 2026-12-01 |', '',
    ]);
    expect(plain('a  \n b')).toBe('a b');
  });
});
