export interface EventsSearch {
  /** Text in the name, the touchpoint or the stage. */
  q?: string;
  sort?: string;
  /** The event whose details are open. */
  event?: string;
}

export function readEventsSearch(search: Record<string, unknown>): EventsSearch {
  const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
  const [q, event] = [text(search.q), text(search.event)];
  return {
    ...(q === undefined ? {} : { q }),
    ...(typeof search.sort === 'string' ? { sort: search.sort } : {}),
    ...(event === undefined ? {} : { event }),
  };
}
