import type { QueryDocument } from '../api';

/** The side panel in the address: which people, of which question, under which title. */
export interface PeopleSearch {
  people?: string;
  people_of?: QueryDocument;
  people_title?: string;
}

/** Leaves out what is not well formed, so that a mangled link still opens its screen. */
export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const { people, people_of: document, people_title: title } = search;
  if (typeof people !== 'string' && typeof people !== 'number') return {};
  if (document === null || typeof document !== 'object' || !('kind' in document)) return {};
  return {
    people: String(people),
    people_of: document as QueryDocument,
    ...(title === undefined || title === null ? {} : { people_title: String(title) }),
  };
}
