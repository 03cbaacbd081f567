import type { SegmentMove } from '../../api';

export interface Move extends SegmentMove {
  entered: boolean;
  key: number;
}

const mostKept = 12;

/** Newest first, and no more than a person reads. */
export function joinMoves(kept: Move[], arrived: Move[]): Move[] {
  return [...arrived.toReversed(), ...kept].slice(0, mostKept);
}
