import type { Health, MapStatus } from '../../../api';

export const sorts = { changed: 'Last changed', title: 'Title', status: 'Status', owner: 'Looked after by', health: 'Health', drift: 'Drift', reviewed: 'Last review', review: 'Next review', steps: 'Steps' } as const;
export type ListSort = keyof typeof sorts;
export const statuses: Record<MapStatus, string> = { draft: 'Draft', in_review: 'In review', published: 'Published', archived: 'Archived' };
export const views = { tree: 'Tree', table: 'Table', board: 'Board' } as const;
export type ListView = keyof typeof views;
export const bands: Record<Health['band'], string> = { poor: 'Poor', fair: 'Fair', good: 'Good' };
export const dues = { overdue: 'Overdue', soon: 'Due in 7 days' } as const;
export type Due = keyof typeof dues;

/** What the address says about the portfolio. Nothing said: the tree of all but the archived maps, the last changed first. */
export interface ListSearch {
  q?: string;
  /** `removed`: those that can be recovered. */
  status?: MapStatus | 'removed';
  sort?: ListSort;
  /** The other way round than is usual for the order. */
  back?: true;
  view?: ListView;
  owner?: string;
  health?: Health['band'];
  due?: Due;
  /** The template gallery is open. */
  new?: true;
  /** A file is being imported. */
  import?: true;
}

function oneOf<T extends string>(known: Record<T, unknown>, value: unknown): T | undefined {
  return typeof value === 'string' && Object.hasOwn(known, value) ? (value as T) : undefined;
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const { q, owner } = search;
  const status = search.status === 'removed' ? 'removed' : oneOf(statuses, search.status);
  const sort = oneOf(sorts, search.sort);
  const view = oneOf(views, search.view);
  const health = oneOf(bands, search.health);
  const due = oneOf(dues, search.due);
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(status ? { status } : {}),
    ...(sort && sort !== 'changed' ? { sort } : {}),
    ...(search.back === true || search.back === 'true' ? { back: true } : {}),
    ...(view && view !== 'tree' ? { view } : {}),
    ...(typeof owner === 'string' && owner !== '' ? { owner } : {}),
    ...(health ? { health } : {}),
    ...(due ? { due } : {}),
    ...(search.new === true || search.new === 'true' ? { new: true } : {}),
    ...(search.import === true || search.import === 'true' ? { import: true } : {}),
  };
}
