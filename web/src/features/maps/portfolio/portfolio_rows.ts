import type { PortfolioMap } from '../../../api';
import type { Due, ListSearch, ListSort } from '../list/list_search';

export interface PortfolioRow {
  map: PortfolioMap;
  /** In the tree: how far below a root. */
  depth: number;
  /** In the tree: whether maps stand below it, folded or not. */
  hasParts: boolean;
  /** Shown only because something below it is asked for. */
  aside: boolean;
  /** How many other maps open it besides the one it stands below. */
  alsoIn: number;
}

export const reviewSoonDays = 7;

export function driftOf({ look }: Pick<PortfolioMap, 'look'>): number | null {
  return look?.drift && look.drift.of > 0 ? look.drift.count / look.drift.of : null;
}

/** Whether a review is expected at all: not of archived maps, and of drafts only where somebody set a day. */
export function awaitsReview({ status, review_on }: Pick<PortfolioMap, 'status' | 'review_on'>): boolean {
  return status !== 'archived' && (status !== 'draft' || review_on !== null);
}

export function dueOf(map: Pick<PortfolioMap, 'status' | 'review_on' | 'review_in_days'>): Due | null {
  if (!awaitsReview(map)) return null;
  if (map.review_in_days < 0) return 'overdue';
  return map.review_in_days <= reviewSoonDays ? 'soon' : null;
}

const words = (map: PortfolioMap) => [map.title, ...map.tags, ...map.stages, ...map.personas.map(({ name }) => name), map.keeper?.name ?? ''].join('\n').toLowerCase();

/** Whether a map is asked for. Archived ones are when their status is. */
export function isAskedFor(map: PortfolioMap, { q = '', status, owner, health, due }: ListSearch): boolean {
  return (
    (status ? map.status === status : map.status !== 'archived') &&
    (!owner || (owner === 'nobody' ? map.keeper === null : map.keeper?.id === owner)) &&
    (!health || map.health?.band === health) &&
    (!due || dueOf(map) === due) &&
    words(map).includes(q.toLowerCase())
  );
}

const statusOrder = { draft: 0, in_review: 1, published: 2, archived: 3 };

/** Numbers and texts to sort by; null stands last, whichever way round. */
function keyOf(sort: ListSort, map: PortfolioMap): string | number | null {
  switch (sort) {
    case 'title':
      return map.title.toLowerCase();
    case 'status':
      return statusOrder[map.status];
    case 'owner':
      return map.keeper?.name.toLowerCase() ?? null;
    case 'health':
      return map.health?.score ?? null;
    case 'drift':
      return driftOf(map);
    case 'reviewed':
      return map.last_review?.at ?? null;
    case 'review':
      return awaitsReview(map) ? map.next_review : null;
    case 'steps':
      return map.steps;
    case 'changed':
      return map.updated_at;
  }
}

/** The usual way round begins with what is to be looked at first. */
export const descends: Record<ListSort, boolean> = { changed: true, title: false, status: false, owner: false, health: false, drift: true, reviewed: true, review: false, steps: true };

export function inOrder(maps: readonly PortfolioMap[], { sort = 'changed', back }: ListSearch): PortfolioMap[] {
  const way = descends[sort] === (back === true) ? 1 : -1;
  const compared = new Intl.Collator();
  return maps
    .map((map) => ({ map, key: keyOf(sort, map) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null ? 1 : 0) - (b.key === null ? 1 : 0) || compared.compare(a.map.id, b.map.id);
      const order = typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : compared.compare(String(a.key), String(b.key));
      return way * order || (a.map.id < b.map.id ? -1 : 1);
    })
    .map(({ map }) => map);
}

export function flatRows(maps: readonly PortfolioMap[], search: ListSearch): PortfolioRow[] {
  const rows = inOrder(maps.filter((map) => isAskedFor(map, search)), search);
  return rows.map((map) => ({ map, depth: 0, hasParts: false, aside: false, alsoIn: 0 }));
}

const titles = new Intl.Collator();
const compareTitles = (a: PortfolioMap, b: PortfolioMap) => titles.compare(a.title, b.title) || (a.id < b.id ? -1 : 1);

const levelOrder = { lifecycle: 0, journey: 1, detail: 2 };

/**
 * Maps below those that open them: a map once, below the first that does. Roots by level, from the
 * lifecycle to the detail. What leads to a map that is asked for is shown too, set aside. What
 * stands below a folded map is left out.
 */
export function treeRows(maps: readonly PortfolioMap[], search: ListSearch, folded: ReadonlySet<string>): PortfolioRow[] {
  const ordered = inOrder(maps, search);
  const byId = new Map(ordered.map((map) => [map.id, map]));
  const parentOf = new Map<string, string>();
  const openedBy = new Map<string, number>();
  // A map on a wider level is the better place to stand below; which one it is does not go by the order that is shown.
  const openers = [...ordered].sort((a, b) => levelOrder[a.level] - levelOrder[b.level] || compareTitles(a, b));
  for (const map of openers) {
    for (const part of map.maps) {
      if (part === map.id || !byId.has(part)) continue;
      openedBy.set(part, (openedBy.get(part) ?? 0) + 1);
      if (!parentOf.has(part) && !leadsTo(parentOf, map.id, part)) parentOf.set(part, map.id);
    }
  }
  const wanted = new Set<string>();
  const asked = new Set<string>();
  for (const map of ordered) {
    if (!isAskedFor(map, search)) continue;
    asked.add(map.id);
    for (let id: string | undefined = map.id; id !== undefined && !wanted.has(id); id = parentOf.get(id)) wanted.add(id);
  }
  const partsOf = new Map<string, PortfolioMap[]>();
  const roots: PortfolioMap[] = [];
  for (const map of ordered) {
    if (!wanted.has(map.id)) continue;
    const parent = parentOf.get(map.id);
    if (parent === undefined) roots.push(map);
    else if (partsOf.has(parent)) partsOf.get(parent)?.push(map);
    else partsOf.set(parent, [map]);
  }
  roots.sort((a, b) => levelOrder[a.level] - levelOrder[b.level]);
  const rows: PortfolioRow[] = [];
  const waiting = roots.map((map) => ({ map, depth: 0 })).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { map, depth } = next;
    const parts = partsOf.get(map.id) ?? [];
    rows.push({ map, depth, hasParts: parts.length > 0, aside: !asked.has(map.id), alsoIn: Math.max(0, (openedBy.get(map.id) ?? 0) - (parentOf.has(map.id) ? 1 : 0)) });
    if (!folded.has(map.id)) for (const part of parts.toReversed()) waiting.push({ map: part, depth: depth + 1 });
  }
  return rows;
}

/** Whether the way up from a map comes by another: to stand below itself, a map does not. */
function leadsTo(parentOf: ReadonlyMap<string, string>, from: string, to: string): boolean {
  for (let id: string | undefined = from; id !== undefined; id = parentOf.get(id)) if (id === to) return true;
  return false;
}

/** Those who look after any of the maps, by name. */
export function keepersOf(maps: readonly PortfolioMap[]): { id: string; name: string }[] {
  const keepers = new Map(maps.flatMap(({ keeper }) => (keeper ? [[keeper.id, keeper]] : [])));
  return [...keepers.values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
