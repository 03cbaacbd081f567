import type { ProcessResult } from '../../api';

interface End {
  people: number;
  ref: string;
}

export interface ChannelEnds {
  cases: number;
  /** Those whose first contact was on the channel. */
  come: End | null;
  /** Those whose last contact was on the channel. */
  go: End | null;
}

/** Where customers' journeys begin and end, from the process map by channel. */
export function channelEnds(process: ProcessResult | undefined): Map<string, ChannelEnds> | null {
  if (!process) return null;
  return new Map(
    process.activities.map(({ id, label }) => {
      const come = process.edges.find((edge) => edge.from === 'start' && edge.to === id);
      const go = process.edges.find((edge) => edge.from === id && edge.to === 'end');
      return [label, { cases: process.cases, come: come ?? null, go: go ?? null }];
    }),
  );
}
