import { describe, expect, it } from 'vitest';
import { breakdownCodes, breakdownPicked, breakdownWord, overlap, segmentsMax } from './breakdown_pick';

describe('dividing by segments', () => {
  it('gathers segments in the order in which they are picked', () => {
    const one = breakdownPicked({ trait: 'plan' }, 'segment:seg_1');
    expect(one).toEqual({ segments: ['seg_1'] });
    const two = breakdownPicked(one, 'segment:seg:2');
    expect(two).toEqual({ segments: ['seg_1', 'seg:2'] });
    expect(breakdownCodes(two)).toEqual(['segment:seg_1', 'segment:seg:2']);
  });
  it('takes one out that is picked again, and the last leaves nothing', () => {
    expect(breakdownPicked({ segments: ['a', 'b'] }, 'segment:a')).toEqual({ segments: ['b'] });
    expect(breakdownPicked({ segments: ['a'] }, 'segment:a')).toBeUndefined();
  });
  it('gives way to anything else', () => {
    expect(breakdownPicked({ segments: ['a', 'b'] }, 'trait:plan')).toEqual({ trait: 'plan' });
    expect(breakdownPicked({ segments: ['a', 'b'] }, 'channel')).toEqual({ channel: true });
    expect(breakdownPicked({ segments: ['a', 'b'] }, 'nothing')).toBeUndefined();
  });
  it('stops at what the server takes', () => {
    const segments = Array.from({ length: segmentsMax }, (_, at) => `s${at}`);
    expect(breakdownPicked({ segments }, 'segment:more')).toEqual({ segments });
  });
  it('is said by names', () => {
    const name = (id: string) => ({ a: 'Regulars', b: 'Big spenders' })[id] ?? id;
    expect(breakdownWord({ segments: ['a'] }, name)).toBe('Regulars');
    expect(breakdownWord({ segments: ['a', 'b'] }, name)).toBe('Regulars and Big spenders');
    expect(breakdownWord({ segments: ['a', 'b', 'c'] }, name)).toBe('Regulars and 2 more segments');
    expect(breakdownWord(undefined, name)).toBe('nothing');
  });
  it('knows groups that overlap by their sum', () => {
    expect(overlap([3, 4], 7)).toBe(false);
    expect(overlap([3, 5], 7)).toBe(true);
  });
});
