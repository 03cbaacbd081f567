import { describe, expect, it } from 'vitest';
import { rowAt } from './place';
import { readRule } from './read';
import { find } from './tree';
import { write } from './write';

/** What the row at the place stands for. */
function at(rule: unknown, place: string): unknown {
  const root = readRule(rule);
  const id = rowAt(root, place);
  const node = id === null ? null : find(root, id);
  return node && write(node);
}

const bought = { did: { event: 'Order completed' }, within: '30d' };
const plan = { trait: 'plan', op: 'is', value: 'pro' };

describe('the row at a place', () => {
  it('is the condition of a list, however deep in it the place is', () => {
    expect(at({ all: [plan, bought] }, 'all[1].within')).toEqual(bought);
    expect(at({ all: [plan, bought] }, 'all[1].did.event')).toEqual(bought);
    expect(at({ all: [plan, bought] }, 'all[0]')).toEqual(plan);
  });

  it('is the only condition where no list is written', () => {
    expect(at(bought, 'did.event')).toEqual(bought);
    expect(at({ not: bought }, 'not.within')).toEqual({ not: bought });
  });

  it('goes into groups of groups and their opposites', () => {
    expect(at({ all: [plan, { any: [bought, plan] }] }, 'all[1].any[1].value')).toEqual(plan);
    expect(at({ all: [plan, { not: { any: [bought] } }] }, 'all[1].not.any[0].within')).toEqual(bought);
    expect(at({ all: [plan, { any: [bought, plan] }] }, 'all[1].any')).toEqual({ any: [bought, plan] });
  });

  it('goes into a tree of conditions about events', () => {
    const tree = { did: { any: [{ event: 'A' }, { all: [{ event: 'B' }, { channel: 'web' }] }] } };
    expect(at(tree, 'did.any[1].all[1].channel')).toEqual({ channel: 'web' });
    const steps = { sequence: [{ event: 'A' }, { any: [{ event: 'B' }, { event: 'C' }] }] };
    expect(at(steps, 'sequence[1].any[1]')).toEqual({ event: 'C' });
    expect(at(steps, 'sequence[0].event')).toEqual(steps);
  });

  it('takes no entry for another whose number begins alike', () => {
    const many = { all: Array.from({ length: 12 }, (_, index) => ({ trait: `t${index}`, op: 'exists' })) };
    expect(at(many, 'all[11].value')).toEqual({ trait: 't11', op: 'exists' });
    expect(at(many, 'all[1].value')).toEqual({ trait: 't1', op: 'exists' });
  });

  it('is none where nothing is drawn', () => {
    expect(at({}, 'all[0]')).toBeNull();
    expect(at({ all: [plan, bought] }, 'all')).toBeNull();
  });
});
