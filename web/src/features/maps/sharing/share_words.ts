const dayMs = 24 * 60 * 60 * 1000;

/** How long a link works. */
export const expiries = {
  day: { label: 'for a day', ms: dayMs },
  week: { label: 'for a week', ms: 7 * dayMs },
  month: { label: 'for 30 days', ms: 30 * dayMs },
  year: { label: 'for a year', ms: 365 * dayMs },
  ever: { label: 'until it is revoked', ms: null },
} as const;
export type Expiry = keyof typeof expiries;

export function expiryAfter(expiry: Expiry, nowMs: number): string | null {
  const { ms } = expiries[expiry];
  return ms === null ? null : new Date(nowMs + ms).toISOString();
}

/** What a page of another site writes to show the map. */
export function embedCode(address: string): string {
  const safe = address.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  return `<iframe src="${safe}" title="Journey map" width="100%" height="600" style="border:0" loading="lazy" referrerpolicy="no-referrer"></iframe>`;
}
