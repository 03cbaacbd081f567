const categories = 8;

/** The category colours in their order; from the eighth on everything shares the last. */
export function categoryColour(index: number): string {
  return `var(--c${Math.min(index, categories - 1) + 1})`;
}

/**
 * Colours for channels by their rank (most events first), so that a channel has the same colour on
 * every screen. A channel that is not known has the neutral last colour.
 */
export function channelColours(ranked: string[]): (channel: string | null) => string {
  const ranks = new Map(ranked.map((channel, index) => [channel, index]));
  return (channel) => categoryColour((channel === null ? undefined : ranks.get(channel)) ?? categories - 1);
}
