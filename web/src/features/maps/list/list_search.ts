import type { MapStatus } from '../../../api';

export const sorts = { changed: 'Last changed', title: 'Title', review: 'Review due', steps: 'Most steps' } as const;
export type ListSort = keyof typeof sorts;
export const statuses: Record<MapStatus, string> = { draft: 'Draft', in_review: 'In review', published: 'Published', archived: 'Archived' };

/** What the address says about the list of maps. Nothing said: all but the archived ones, the last changed first. */
export interface ListSearch {
  q?: string;
  status?: MapStatus;
  sort?: ListSort;
  /** The template gallery is open. */
  new?: true;
  /** A file is being imported. */
  import?: true;
}

export function readListSearch({ q, status, sort, new: fresh, import: importing }: Record<string, unknown>): ListSearch {
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof status === 'string' && Object.hasOwn(statuses, status) ? { status: status as MapStatus } : {}),
    ...(typeof sort === 'string' && Object.hasOwn(sorts, sort) && sort !== 'changed' ? { sort: sort as ListSort } : {}),
    ...(fresh === true || fresh === 'true' ? { new: true } : {}),
    ...(importing === true || importing === 'true' ? { import: true } : {}),
  };
}
