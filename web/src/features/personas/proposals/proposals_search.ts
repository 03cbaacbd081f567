import type { ArchetypesDocument, Range } from '../../../api';

/** Among whom groups are looked for, and how many, as the address says it. */
export interface ProposalsSearch {
  segment?: string;
  range?: Range;
  /** None: as many as stand apart. */
  groups?: number;
  by?: 'touchpoint';
}

export const groupsMin = 2;
export const groupsMax = 12;

function readRange(range: unknown): Range | undefined {
  if (range === null || typeof range !== 'object') return undefined;
  const { from, to } = range as Record<string, unknown>;
  const read: Range = { ...(typeof from === 'string' ? { from } : {}), ...(typeof to === 'string' ? { to } : {}) };
  return read.from === undefined && read.to === undefined ? undefined : read;
}

export function readProposalsSearch(search: Record<string, unknown>): ProposalsSearch {
  const groups = Number(search.groups);
  const range = readRange(search.range);
  return {
    ...(typeof search.segment === 'string' && search.segment !== '' ? { segment: search.segment } : {}),
    ...(range ? { range } : {}),
    ...(Number.isInteger(groups) && groups >= groupsMin && groups <= groupsMax ? { groups } : {}),
    ...(search.by === 'touchpoint' ? { by: 'touchpoint' as const } : {}),
  };
}

export function questionOf({ segment, range, groups, by }: ProposalsSearch): ArchetypesDocument {
  return {
    kind: 'archetypes',
    ...(segment ? { who: { segment } } : {}),
    ...(range ? { range } : {}),
    ...(groups ? { groups } : {}),
    ...(by ? { by } : {}),
  };
}
