import { describe, expect, it } from 'vitest';
import type { IdentityLink, KnownIdentity } from '../../../api';
import { layIdentities, nodeHeight } from './identity_layout';

const identity = (namespace: string, value: string): KnownIdentity => ({
  id: `i_${namespace}_${value}`,
  namespace,
  value,
  customer: 'c_1',
});
const link = (a: KnownIdentity, b: KnownIdentity): IdentityLink => ({
  a: a.id,
  b: b.id,
  state: 'holds',
  decision: 'none',
  alias: false,
  first_seen: null,
  source: null,
});

describe('the picture of identities', () => {
  const user = identity('user_id', 'ann');
  const visitor = identity('anonymous_id', 'v1');
  const second = identity('anonymous_id', 'v2');
  const other = identity('user_id', 'bob');

  it('goes from the strongest identity to what it is linked with, and on to other customers', () => {
    const email = identity('email', 'a@b.de');
    const { nodes } = layIdentities(
      [visitor, email, user],
      [other],
      [link(user, email), link(email, visitor), { ...link(visitor, other), state: 'breaks_limit' }],
    );
    const xs = new Map(nodes.map((node) => [node.identity.id, node.x]));
    const path = [user, email, visitor, other].map((one) => xs.get(one.id) ?? NaN);
    expect(path).toEqual([...path].sort((a, b) => a - b));
    expect(new Set(path).size).toBe(4);
    expect(nodes.find((node) => node.elsewhere)?.identity).toBe(other);
  });

  it('lets no two identities overlap', () => {
    const many = Array.from({ length: 20 }, (_, i) => identity('anonymous_id', `v${i}`));
    const { nodes, height } = layIdentities([user, ...many], [], many.map((one) => link(user, one)));
    for (const a of nodes) {
      expect(a.y).toBeGreaterThanOrEqual(0);
      expect(a.y + nodeHeight).toBeLessThanOrEqual(height);
      for (const b of nodes) if (a !== b && a.x === b.x) expect(Math.abs(a.y - b.y)).toBeGreaterThan(nodeHeight);
    }
  });

  it('draws the links whose ends it shows', () => {
    const picture = layIdentities([user, visitor, second], [], [link(user, visitor), link(visitor, second), link(user, other)]);
    expect(picture.links.map((one) => one.link.b)).toEqual([visitor.id, second.id]);
    expect(picture.links.every((one) => !one.path.includes('NaN'))).toBe(true);
  });
});
