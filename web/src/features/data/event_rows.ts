import type { CatalogueEvent } from '../../api';

/** Whether a text stands in the event's name, its touchpoint or its stage; case does not matter. */
export function matchesSearch(
  { event, touchpoint, stage }: Pick<CatalogueEvent, 'event' | 'touchpoint' | 'stage'>,
  search: string,
): boolean {
  const wanted = search.trim().toLowerCase();
  return [event, touchpoint ?? '', stage ?? ''].some((text) => text.toLowerCase().includes(wanted));
}

/** What a column of the catalogue is sorted by. */
export function catalogueValue(event: CatalogueEvent, key: string): string | number | null {
  switch (key) {
    case 'event':
      return event.event;
    case 'touchpoint':
      return event.touchpoint;
    case 'people':
      return event.people;
    case 'first':
      return Date.parse(event.first_seen);
    case 'last':
      return Date.parse(event.last_seen);
    default:
      return event.count;
  }
}
