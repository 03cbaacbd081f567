export const refusalViews = ['refused', 'plan', 'warning', 'key'] as const;
export type RefusalView = (typeof refusalViews)[number];

export interface QualitySearch {
  /** Only what this source sent. */
  source?: string;
  view?: RefusalView;
  /** The reason whose sample is open. */
  open?: string;
}

export function readQualitySearch(search: Record<string, unknown>): QualitySearch {
  const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
  const [source, open] = [text(search.source), text(search.open)];
  const view = refusalViews.find((one) => one === search.view);
  return {
    ...(source === undefined ? {} : { source }),
    ...(view === undefined ? {} : { view }),
    ...(open === undefined ? {} : { open }),
  };
}
