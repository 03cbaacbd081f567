export interface PlanSearch {
  q?: string;
  /** The event whose rules are open. */
  event?: string;
  /** Planning what is seen is open. */
  seen?: true;
}

export function readPlanSearch(search: Record<string, unknown>): PlanSearch {
  const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
  const [q, event] = [text(search.q), text(search.event)];
  return {
    ...(q === undefined ? {} : { q }),
    ...(event === undefined ? {} : { event }),
    ...(search.seen === true ? { seen: true as const } : {}),
  };
}
