import type { MapSummary } from '../../../../api';

/** How deep breadcrumbs go. */
export const crumbsMax = 6;

/** The maps one came through, from the outermost: as the address says, or by the only way there is. */
export function pathTo(id: string, via: readonly string[], maps: readonly MapSummary[]): MapSummary[] {
  const byId = new Map(maps.map((map) => [map.id, map]));
  const opens = (above: string, below: string) => (byId.get(above)?.maps ?? []).includes(below);
  // The list may be older than the step that opens the map: whence one came is believed.
  const told = via.flatMap((one) => byId.get(one) ?? []).filter((map, at, all) => map.id !== id && all.indexOf(map) === at);
  let below = told[0]?.id ?? id;
  const seen = new Set([id, ...told.map((map) => map.id)]);
  for (let parents = maps.filter((map) => opens(map.id, below)); parents.length === 1 && told.length < crumbsMax; parents = maps.filter((map) => opens(map.id, below))) {
    const [parent] = parents;
    if (!parent || seen.has(parent.id)) break;
    seen.add(parent.id);
    told.unshift(parent);
    below = parent.id;
  }
  return told;
}

/** Everything that opens the map, directly or through others, and the map itself: what none of its steps may open. */
export function above(id: string, maps: readonly MapSummary[]): Set<string> {
  const found = new Set([id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const map of maps) {
      if (found.has(map.id) || !(map.maps ?? []).some((below) => found.has(below))) continue;
      found.add(map.id);
      grown = true;
    }
  }
  return found;
}
