import type { Segment, SegmentCause } from '../../api';
import type { TagTone } from '../../design';

export const kindWords = { rule: 'Rule', list: 'List' } as const;

export function stateWords({ state, size }: Pick<Segment, 'state' | 'size'>): { tone: TagTone; words: string } {
  if (state === 'failed') return { tone: 'pain', words: 'cannot be counted' };
  if (state === 'building') return { tone: 'warn', words: size === null ? 'counting' : 'counting anew' };
  return { tone: 'good', words: 'live' };
}

/** Why somebody came in or went out, after "because". */
export const causeWords: Record<SegmentCause, string> = {
  event: 'an event',
  time: 'time passed',
  identity: 'identities joined or parted',
  rule: 'the segment changed',
  downtime: 'while the server was down',
  account: 'their account changed',
};

export function causeOf({ cause, event }: { cause: SegmentCause; event?: { event: string } | null }): string {
  return cause === 'event' && event ? event.event : causeWords[cause];
}
