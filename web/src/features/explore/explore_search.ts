export interface ExploreSearch {
  /** Text in the name of the event. */
  q?: string;
  sort?: string;
}

export function readExploreSearch(search: Record<string, unknown>): ExploreSearch {
  return {
    ...(search.q === undefined || search.q === '' ? {} : { q: String(search.q) }),
    ...(typeof search.sort === 'string' ? { sort: search.sort } : {}),
  };
}
