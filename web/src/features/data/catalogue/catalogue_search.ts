export interface CatalogueSearch {
  /** Text in the name, as sent or as shown. */
  q?: string;
  source?: string;
  /** Only events with open changes or anomalies. */
  issues?: true;
  sort?: string;
  /** The event whose details are open, by the name it is sent under. */
  event?: string;
}

export function readCatalogueSearch(search: Record<string, unknown>): CatalogueSearch {
  const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
  const [q, source, sort, event] = [search.q, search.source, search.sort, search.event].map(text);
  return {
    ...(q === undefined ? {} : { q }),
    ...(source === undefined ? {} : { source }),
    ...(search.issues === true ? { issues: true as const } : {}),
    ...(sort === undefined ? {} : { sort }),
    ...(event === undefined ? {} : { event }),
  };
}
