import { describe, expect, it } from 'vitest';
import { group, note, play, state } from '../testing_workshop';
import { clockText, columnsOf, foreseen, leftMs, merged, pilesAt, votesLeft } from './state';

const pains = play('pains', { votes: 3 });

describe('the state of a workshop', () => {
  it('takes over what came, changed and went, and keeps the rest', () => {
    const before = state({ notes: [note('not_a'), note('not_b')], groups: [group('grp_a')], hidden: { pla_pains: 2 } });
    const after = merged(before, { revision: 2, notes: [note('not_b', { text: 'New words' }), note('not_c')], gone: ['not_a', 'grp_a'] });
    expect(after.notes.map(({ id, text }) => [id, text])).toEqual([['not_b', 'New words'], ['not_c', 'not_c']]);
    expect(after.groups).toEqual([]);
    expect(after.hidden).toEqual({ pla_pains: 2 });
    expect(before.notes).toHaveLength(2);
  });

  it('foresees what this device did', () => {
    const seen = foreseen(state({ notes: [note('not_a', { group: 'grp_a', mine: true })] }), [
      { do: 'put_note', id: 'not_a', play: 'pla_pains', area: 'pain', column: '', text: 'Other words' },
      { do: 'put_note', id: 'not_b', play: 'pla_pains', area: 'pain', column: '', text: 'Second' },
      { do: 'remove_note', id: 'not_b' },
      { do: 'vote', target: 'not_a', count: 2 },
      { do: 'place_value', step: 'stp_a', value: -1 },
      { do: 'start' },
    ]);
    expect(seen.notes).toMatchObject([{ id: 'not_a', text: 'Other words', group: 'grp_a', mine: true }]);
    expect(seen.votes.mine).toEqual({ not_a: 2 });
    expect(seen.values.mine).toEqual({ stp_a: -1 });
  });

  it('puts notes of a group together and sorts by votes when they are counted', () => {
    const seen = state({
      notes: [note('not_a', { place: 1 }), note('not_b', { place: 2, group: 'grp_x' }), note('not_c', { place: 3, group: 'grp_x' }), note('not_d', { place: 4, group: 'grp_gone' })],
      groups: [group('grp_x', { place: 5 })],
      votes: { mine: { not_a: 1, elsewhere: 3 }, tally: { grp_x: 4, not_a: 1 }, cast: {} },
    });
    const ids = (byVotes: boolean) => pilesAt(seen, pains, 'pain', '', byVotes).map(({ group: of, notes }) => of?.id ?? notes[0]?.id);
    expect(ids(false)).toEqual(['not_a', 'not_d', 'grp_x']);
    expect(ids(true)).toEqual(['grp_x', 'not_a', 'not_d']);
    expect(votesLeft(seen, pains)).toBe(2);
  });

  it('shows notes of a step that is gone under the whole journey', () => {
    const bySteps = play('pains', { columns: 'steps' });
    const seen = state({ notes: [note('not_a', { column: 'stp_gone' })] });
    seen.workshop.steps = [{ id: 'stp_a', title: 'Pays', stage: 'stg' }];
    expect(columnsOf(seen, bySteps).map(({ title }) => title)).toEqual(['Pays', 'The whole journey']);
    expect(pilesAt(seen, bySteps, 'pain', '')).toHaveLength(1);
    expect(columnsOf(state(), bySteps).map(({ id }) => id)).toEqual(['']);
  });

  it('tells the time by the clock of the server', () => {
    // This device is ten hours ahead; the head came 40 seconds ago.
    const ahead = 36_000_000;
    expect(leftMs(state(), 1_000_000 + ahead, 1_040_000 + ahead)).toBe(560_000);
    const paused = state();
    paused.workshop.left_ms = -5_000;
    expect(leftMs(paused, 0, 99)).toBe(-5_000);
    expect([clockText(272_000), clockText(59_400), clockText(0), clockText(-61_000), clockText(-400)]).toEqual(['4:32', '1:00', '0:00', '−1:01', '0:00']);
  });
});
