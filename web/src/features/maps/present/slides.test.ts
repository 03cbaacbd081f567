import { describe, expect, it } from 'vitest';
import type { MapDocument } from '../engine/fields';
import { visible } from '../engine/visible';
import { slideAfter, slidesOf } from './slides';

const document = {
  format: 1, about: {}, links: {}, personas: {},
  stages: { stg_a: { order: 'a0', title: 'Buys' }, stg_b: { order: 'a1' } },
  steps: { stp_a: { order: 'a0', stage: 'stg_a', title: 'Pays', note: 'by card' } },
  lanes: { lan_a: { order: 'a0', kind: 'voice' }, lan_b: { order: 'a1', kind: 'emotion' }, lan_c: { order: 'a2', collapsed: true }, lan_d: { order: 'a3', kind: 'pain', title: 'Hurts' } },
  cells: {
    cel_a: { lane: 'lan_a', step: 'stp_a', order: 'a0', text: 'Really?', evidence: 'assumed' }, cel_b: { lane: 'lan_b', step: 'stp_a', order: 'a0', value: -1.5, text: 'Angry' },
    cel_c: { lane: 'lan_c', step: 'stp_a', order: 'a0', text: 'Not shown' },
  },
  pains: { pai_a: { step: 'stp_a', order: 'a0', text: 'Refused' } },
} as unknown as MapDocument;

describe('slides of a map', () => {
  it('say stage by stage what the board says, without what is collapsed', () => {
    const [first, second] = slidesOf(visible(document));
    expect(first?.steps[0]).toMatchObject({ title: 'Pays', note: 'by card', feeling: -1.5, feelingWords: 'Angry' });
    expect(first?.steps[0]?.lanes.map(({ title, cards }) => [title, ...cards.map(({ text }) => text)])).toEqual([['Thinks', 'Really?'], ['Hurts', 'Refused']]);
    expect(second).toMatchObject({ title: 'Stage without a name', steps: [] });
  });

  it('are turned by keys and stay within the map', () => {
    expect(slideAfter('ArrowRight', 0, 2)).toBe(1);
    expect(slideAfter(' ', 1, 2)).toBe(1);
    expect(slideAfter('ArrowLeft', 0, 2)).toBe(0);
    expect(slideAfter('End', 0, 5)).toBe(4);
    expect(slideAfter('Home', 4, 5)).toBe(0);
    expect(slideAfter('Escape', 1, 2)).toBe('leave');
    expect(slideAfter('x', 1, 2)).toBeNull();
    expect(slideAfter('ArrowRight', 0, 0)).toBe(0);
  });
});
