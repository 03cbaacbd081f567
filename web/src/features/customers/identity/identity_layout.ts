import type { IdentityLink, KnownIdentity } from '../../../api';

export interface PlacedIdentity {
  identity: KnownIdentity;
  /** Of another customer. */
  elsewhere: boolean;
  x: number;
  y: number;
}

export interface PlacedLink {
  link: IdentityLink;
  path: string;
}

export interface IdentityPicture {
  width: number;
  height: number;
  nodes: PlacedIdentity[];
  links: PlacedLink[];
}

export const nodeWidth = 176;
export const nodeHeight = 46;
const columnGap = 72;
const rowGap = 12;
const margin = 4;
/** A picture of more is no longer read; the list has them all. */
export const nodesMax = 60;

/** Strongest first, as the rules have it by default; others follow by name. */
const order = ['user_id', 'email', 'phone', 'external_id', 'anonymous_id', 'device_id'];

function rank(namespace: string): number {
  const place = order.indexOf(namespace);
  return place < 0 ? order.length : place;
}

function byStrength(a: KnownIdentity, b: KnownIdentity): number {
  return rank(a.namespace) - rank(b.namespace) || a.namespace.localeCompare(b.namespace) || a.value.localeCompare(b.value);
}

/**
 * The strongest identity to the left, each other one a column further right than the nearest that it is linked with:
 * first along links that hold, then along all. Those of other customers stand to the right of what they touch.
 */
export function layIdentities(identities: KnownIdentity[], others: KnownIdentity[], links: IdentityLink[]): IdentityPicture {
  const mine = [...identities].sort(byStrength);
  const all = [...mine, ...others];
  const columnOf = columnsOf(mine, others, links);
  const columns: KnownIdentity[][] = [];
  for (const one of all) (columns[columnOf.get(one.id) ?? 0] ??= []).push(one);
  const rows = Math.max(1, ...columns.map((column) => column?.length ?? 0));
  const height = 2 * margin + rows * (nodeHeight + rowGap) - rowGap;
  const elsewhere = new Set(others.map((one) => one.id));
  const placeOf = new Map<string, PlacedIdentity>();
  columns.forEach((column, place) => {
    // Beside what they are linked with, so that few lines cross.
    const middleOf = (one: KnownIdentity) => {
      const near = links.flatMap((link) => {
        const other = link.a === one.id ? link.b : link.b === one.id ? link.a : null;
        const y = other === null ? undefined : placeOf.get(other)?.y;
        return y === undefined ? [] : [y];
      });
      return near.length === 0 ? height / 2 : near.reduce((sum, y) => sum + y, 0) / near.length;
    };
    const sorted = column
      .map((identity, was) => ({ identity, was, middle: middleOf(identity) }))
      .sort((a, b) => a.middle - b.middle || a.was - b.was);
    const free = height - 2 * margin - (sorted.length * (nodeHeight + rowGap) - rowGap);
    sorted.forEach(({ identity }, row) =>
      placeOf.set(identity.id, {
        identity,
        elsewhere: elsewhere.has(identity.id),
        x: margin + place * (nodeWidth + columnGap),
        y: margin + free / 2 + row * (nodeHeight + rowGap),
      }),
    );
  });
  return {
    width: 2 * margin + columns.length * (nodeWidth + columnGap) - columnGap,
    height,
    nodes: [...placeOf.values()],
    links: links.flatMap((link) => {
      const a = placeOf.get(link.a);
      const b = placeOf.get(link.b);
      return a && b ? [{ link, path: pathBetween(a, b) }] : [];
    }),
  };
}

function columnsOf(mine: KnownIdentity[], others: KnownIdentity[], links: IdentityLink[]): Map<string, number> {
  const columns = new Map<string, number>();
  const inside = new Set(mine.map((one) => one.id));
  const spread = (through: IdentityLink[]) => {
    for (let grew = true; grew; ) {
      grew = false;
      for (const link of through) {
        for (const [from, to] of [
          [link.a, link.b],
          [link.b, link.a],
        ] as const) {
          const column = columns.get(from);
          if (column === undefined || !inside.has(to)) continue;
          if ((columns.get(to) ?? Infinity) <= column + 1) continue;
          columns.set(to, column + 1);
          grew = true;
        }
      }
    }
  };
  const held = links.filter((link) => link.state === 'holds');
  for (const one of mine) {
    if (columns.has(one.id)) continue;
    columns.set(one.id, columns.size === 0 ? 0 : 1);
    spread(held);
    spread(links);
  }
  for (const one of others) {
    const touched = links.flatMap((link) => {
      const other = link.a === one.id ? link.b : link.b === one.id ? link.a : null;
      const column = other !== null && inside.has(other) ? columns.get(other) : undefined;
      return column === undefined ? [] : [column];
    });
    columns.set(one.id, Math.max(0, ...touched) + 1);
  }
  return columns;
}

/** From side to side; within a column in a bow beside it. */
function pathBetween(one: PlacedIdentity, other: PlacedIdentity): string {
  const [a, b] = one.x <= other.x ? [one, other] : [other, one];
  const middle = nodeHeight / 2;
  const x1 = a.x + nodeWidth;
  const [y1, y2] = [a.y + middle, b.y + middle];
  if (a.x === b.x) {
    const bow = x1 + columnGap / 2;
    return `M${x1},${y1} C${bow},${y1} ${bow},${y2} ${x1},${y2}`;
  }
  const bow = columnGap / 2;
  return `M${x1},${y1} C${x1 + bow},${y1} ${b.x - bow},${y2} ${b.x},${y2}`;
}
