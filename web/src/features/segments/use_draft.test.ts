import { describe, expect, it } from 'vitest';
import { readRule } from './rule/read';
import { write } from './rule/write';
import { draftReducer, draftState, type Draft } from './use_draft';

const first: Draft = { name: 'A', description: '', root: readRule({ event: 'A' }) };
const named = (name: string) => (draft: Draft) => ({ ...draft, name });
const edit = (change: (draft: Draft) => Draft, at: number, key?: string) => ({ kind: 'edit' as const, change, at, key });

describe('the draft of a segment', () => {
  it('goes back and forth, and a new edit ends the way forth', () => {
    let state = draftState(first);
    state = draftReducer(state, edit(named('B'), 0));
    state = draftReducer(state, edit(named('C'), 0));
    state = draftReducer(state, { kind: 'undo' });
    expect(state.now.name).toBe('B');
    state = draftReducer(state, { kind: 'redo' });
    expect(state.now.name).toBe('C');
    state = draftReducer(draftReducer(state, { kind: 'undo' }), edit(named('D'), 0));
    expect(state.future).toEqual([]);
    expect(draftReducer(draftReducer(state, { kind: 'undo' }), { kind: 'undo' }).now).toBe(first);
  });

  it('takes quick edits of one kind as one step', () => {
    let state = draftState(first);
    for (const [at, name] of ['B', 'BC', 'BCD'].entries()) state = draftReducer(state, edit(named(name), at * 200, 'name'));
    expect(draftReducer(state, { kind: 'undo' }).now).toBe(first);
    state = draftReducer(state, edit(named('E'), 60_000, 'name'));
    expect(draftReducer(state, { kind: 'undo' }).now.name).toBe('BCD');
  });

  it('follows the JSON as it is typed, and keeps what is not JSON yet', () => {
    let state = draftReducer(draftState(first), { kind: 'type', text: '{"event": "B"}', at: 0 });
    expect(write(state.now.root)).toEqual({ event: 'B' });
    state = draftReducer(state, { kind: 'type', text: '{"event": "B"', at: 100 });
    expect(state.problem?.line).toBe(1);
    expect(state.text).toBe('{"event": "B"');
    expect(write(state.now.root)).toEqual({ event: 'B' });
    // The same document written otherwise is no edit.
    const spaced = draftReducer(state, { kind: 'type', text: '{ "event" : "B" }', at: 200 });
    expect(spaced.past).toBe(state.past);
    expect(spaced.problem).toBeNull();
    expect(draftReducer(spaced, { kind: 'undo' }).now).toBe(first);
  });
});
