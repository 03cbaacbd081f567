import { describe, expect, it } from 'vitest';
import type { ExportColumnProposal } from '../../api';
import { cellWords, columnWords, leftOutWords, proposedRequest, stateWords, withColumn } from './export_words';

const proposal = (name: string, more: Partial<ExportColumnProposal> = {}): ExportColumnProposal => ({
  name, choice: 'keep', quasi_identifier: false, why: 'Why.', examples: [], values: 1, different: 1, ...more,
});

describe('the words of an export', () => {
  it('say what became of it', () => {
    expect(stateWords({ state: 'running', error: null })).toBe('Being written');
    expect(stateWords({ state: 'failed', error: 'The disk is full.' })).toBe('The disk is full.');
    expect(stateWords({ state: 'withdrawn', error: null })).toBe('A customer was erased since, the file is deleted');
  });
  it('say what was left out', () => {
    const none = { without_consent: 0, being_erased: 0, small_group_rows: 0, small_groups: 0 };
    expect(leftOutWords({ left_out: none, replaced: 0 })).toEqual([]);
    expect(leftOutWords({ left_out: { without_consent: 1, being_erased: 0, small_group_rows: 1204, small_groups: 2 }, replaced: 3 })).toEqual([
      '1 customer for whom the purpose is not allowed',
      '1,204 rows of 2 groups smaller than k',
      '3 places in texts that told who somebody is',
    ]);
  });
  it('name columns as people know them', () => {
    expect(columnWords('properties.cart.total')).toBe('cart.total');
    expect(columnWords('event')).toBe('event');
  });
  it('show cells as a file has them', () => {
    expect([null, 'a', 2.5, true, { a: [1] }].map(cellWords)).toEqual(['', 'a', '2.5', 'true', '{"a":[1]}']);
  });
});

describe('a request', () => {
  it('follows the proposal, with groups of five where there is something to group by', () => {
    expect(proposedRequest('events', [proposal('event')])).toMatchObject({ k: 1, times: 'shifted', key: 'of_this_export' });
    expect(proposedRequest('customers', [proposal('traits.age', { quasi_identifier: true })]).k).toBe(5);
  });
  it('has no quasi-identifier that is left out, and no groups without one', () => {
    const asked = proposedRequest('customers', [proposal('traits.age', { choice: 'generalise', quasi_identifier: true }), proposal('events')]);
    const without = withColumn(asked, 'traits.age', { choice: 'leave_out' });
    expect(without.columns[0]).toEqual({ name: 'traits.age', choice: 'leave_out', quasi_identifier: false });
    expect(without.k).toBe(1);
    expect(withColumn(asked, 'events', { choice: 'leave_out' }).k).toBe(5);
  });
});
