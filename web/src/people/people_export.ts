import { fetchPeople, type Person, type QueryDocument } from '../api';
import { csv } from './csv';

const pageSize = 500;

/** The whole list as CSV, fetched page by page. */
export async function exportPeople(document: QueryDocument, ref: string): Promise<string> {
  const people: Person[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPeople(document, { of: ref, limit: pageSize, ...(cursor ? { cursor } : {}) });
    people.push(...page.people);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  const traits = [...new Set(people.flatMap((person) => Object.keys(person.traits)))].sort();
  const header = ['id', 'name', 'label', 'first_seen', 'last_seen', 'events', ...traits];
  const rows = people.map((person) => [
    person.id,
    person.name,
    person.label,
    person.first_seen,
    person.last_seen,
    person.events,
    ...traits.map((trait) => person.traits[trait]),
  ]);
  return csv([header, ...rows]);
}

/** Hands a text to the browser as a file. */
export function saveText(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = window.document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
