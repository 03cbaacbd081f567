export const refusalViews = ['refused', 'plan', 'warning', 'key'] as const;
export type RefusalView = (typeof refusalViews)[number];

export interface QualitySearch {
  /** Only what this source sent. */
  source?: string;
  view?: RefusalView;
  /** Only what breaks the tracking plan's rules for this event, or for this property of it. */
  event?: string;
  property?: string;
  /** The reason whose sample is open. */
  open?: string;
}

export function readQualitySearch(search: Record<string, unknown>): QualitySearch {
  const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
  const [source, open, event] = [text(search.source), text(search.open), text(search.event)];
  const property = event === undefined ? undefined : text(search.property);
  const view = refusalViews.find((one) => one === search.view);
  return {
    ...(source === undefined ? {} : { source }),
    ...(view === undefined ? {} : { view }),
    ...(event === undefined ? {} : { event }),
    ...(property === undefined ? {} : { property }),
    ...(open === undefined ? {} : { open }),
  };
}
