import type { MapSummary } from '../../../api';
import type { ListSearch } from './list_search';

const words = (map: MapSummary) => [map.title, ...map.tags, ...map.personas.map(({ name }) => name)].join('\n').toLowerCase();

function compare(sort: ListSearch['sort'], a: MapSummary, b: MapSummary): number {
  if (sort === 'title') return a.title.localeCompare(b.title);
  if (sort === 'steps') return b.steps - a.steps;
  // Those without a day come last.
  if (sort === 'review') return (a.review_on ?? '9999').localeCompare(b.review_on ?? '9999');
  return b.updated_at.localeCompare(a.updated_at);
}

/** The maps that are asked for, in their order. Archived ones are shown when they are asked for. */
export function mapRows(maps: readonly MapSummary[], { q = '', status, sort }: ListSearch): MapSummary[] {
  const wanted = q.toLowerCase();
  return maps
    .filter((map) => (status ? map.status === status : map.status !== 'archived') && words(map).includes(wanted))
    .sort((a, b) => compare(sort, a, b) || a.id.localeCompare(b.id));
}

/** Whether the review should have been by now. */
export function isOverdue({ review_on }: Pick<MapSummary, 'review_on'>, today: string): boolean {
  return review_on !== null && review_on < today;
}
