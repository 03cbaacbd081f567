import type { Tile } from '../../api';

/** Tiles stand in a grid of so many columns, and never over one another. */
export const columns = 12;
export const widthMin = 3;
export const heightMin = 3;
export const heightMax = 12;

type Box = Pick<Tile, 'x' | 'y' | 'width' | 'height'>;

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

const inReadingOrder = (a: Tile, b: Tile) => a.y - b.y || a.x - b.x || (a.id < b.id ? -1 : 1);

function within(box: Box): Box {
  const width = Math.min(columns, Math.max(widthMin, Math.round(box.width)));
  return {
    width,
    height: Math.min(heightMax, Math.max(heightMin, Math.round(box.height))),
    x: Math.min(columns - width, Math.max(0, Math.round(box.x))),
    y: Math.max(0, Math.round(box.y)),
  };
}

/**
 * Every tile as far up as it goes, in reading order; the pinned one is placed first where it is wanted, the
 * others make room below it.
 */
export function settled(tiles: Tile[], pinned?: string): Tile[] {
  const placed: Tile[] = [];
  const first = tiles.find(({ id }) => id === pinned);
  if (first) placed.push({ ...first, ...within(first) });
  for (const tile of [...tiles].sort(inReadingOrder)) {
    if (tile.id === pinned) continue;
    const box = within(tile);
    let y = 0;
    while (placed.some((other) => overlap({ ...box, y }, other))) y += 1;
    placed.push({ ...tile, ...box, y });
  }
  const ordered = placed.sort(inReadingOrder);
  // What is pinned lower than anything holds it up moves up in the end.
  return pinned === undefined ? ordered : settled(ordered);
}

/** The tiles with one of them somewhere else or of another size. */
export function changed(tiles: Tile[], id: string, by: Partial<Box>): Tile[] {
  const next = tiles.map((tile) =>
    tile.id === id
      ? {
          ...tile,
          ...within({
            x: tile.x + (by.x ?? 0),
            y: tile.y + (by.y ?? 0),
            width: tile.width + (by.width ?? 0),
            height: tile.height + (by.height ?? 0),
          }),
        }
      : tile,
  );
  return settled(next, id);
}

/** Down and up by keys: past the neighbour there, since a step of one row would fall back. */
export function stepped(tiles: Tile[], id: string, down: boolean): Tile[] {
  const tile = tiles.find((each) => each.id === id);
  if (!tile) return tiles;
  const beside = tiles.filter((other) => other.id !== id && other.x < tile.x + tile.width && tile.x < other.x + other.width);
  if (down) {
    const next = beside.filter((other) => other.y >= tile.y + tile.height).sort(inReadingOrder)[0];
    if (!next) return tiles;
    // The next one takes the place, and the tile follows it.
    return settled(tiles.map((each) => (each.id === next.id ? { ...each, y: tile.y } : each.id === id ? { ...each, y: tile.y + next.height } : each)), next.id);
  }
  const before = beside.filter((other) => other.y + other.height <= tile.y).sort(inReadingOrder).at(-1);
  return before ? settled(tiles.map((each) => (each.id === id ? { ...each, y: before.y } : each)), id) : tiles;
}

/** The tiles with a new one in the first free place. */
export function added(tiles: Tile[], tile: Omit<Tile, 'x' | 'y' | 'width' | 'height'>): Tile[] {
  const size = { width: 6, height: 5 };
  for (let y = 0; ; y += 1) {
    for (const x of [0, 6]) {
      const box = { ...size, x, y };
      if (!tiles.some((other) => overlap(box, other))) return settled([...tiles, { ...tile, ...box }]);
    }
  }
}

export function without(tiles: Tile[], id: string): Tile[] {
  return settled(tiles.filter((tile) => tile.id !== id));
}

/** An id that no other tile has. */
export function freshId(tiles: Tile[]): string {
  for (let n = tiles.length + 1; ; n += 1) {
    if (!tiles.some(({ id }) => id === `t${n}`)) return `t${n}`;
  }
}
