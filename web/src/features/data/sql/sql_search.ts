export interface SqlSearch {
  /** The statement. */
  q?: string;
}

export function readSqlSearch(search: Record<string, unknown>): SqlSearch {
  return search.q === undefined || search.q === '' ? {} : { q: String(search.q) };
}
