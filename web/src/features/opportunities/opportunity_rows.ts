import { opportunityCategories, opportunityStates, type Opportunity, type OpportunityCategory, type OpportunityState } from '../../api';
import { sortRows } from '../../design/sort';
import type { Grouping, OpportunitySearch, OpportunitySort } from './opportunity_search';
import { categoryWords, stateWords } from './words';

const keys: Record<OpportunitySort, (one: Opportunity) => string | number | null> = {
  score: ({ score }) => score, value: ({ value }) => value, reach: ({ reach }) => reach.value, impact: ({ impact }) => impact.value, confidence: ({ confidence }) => confidence.value,
  effort: ({ effort }) => effort.value, ulwick: ({ ulwick }) => ulwick, risk: ({ value_at_risk }) => value_at_risk?.per_month ?? null, title: ({ title }) => title.toLowerCase(),
  due: ({ due }) => due, changed: ({ updated_at }) => updated_at,
};
const smallestFirst: readonly OpportunitySort[] = ['title', 'due', 'effort'];

export function isFiltered({ q, category, state, owner, map, goal }: OpportunitySearch): boolean {
  return [q, category, state, owner, map, goal].some((part) => part !== undefined);
}

/** Those that the address asks for, in its order. */
export function opportunityRows(all: readonly Opportunity[], search: OpportunitySearch): Opportunity[] {
  const wanted = search.q?.toLowerCase();
  const rows = all.filter(
    (one) =>
      (search.state === 'all' || (search.state === undefined ? one.state !== 'dropped' : one.state === search.state)) &&
      (search.category === undefined || one.category === search.category) &&
      (search.owner === undefined || one.owner === (search.owner === 'none' ? null : search.owner)) &&
      (search.map === undefined || one.map === (search.map === 'none' ? null : search.map)) &&
      (search.goal === undefined || one.goals.includes(search.goal)) &&
      (wanted === undefined || [one.title, one.description, one.map_title ?? '', one.step_title].some((text) => text.toLowerCase().includes(wanted))),
  );
  const sort = search.sort ?? 'score';
  return sortRows(rows, keys[sort], smallestFirst.includes(sort) === (search.turned ?? false));
}

/** Where each stands among all by its score, from 1; those without one have none. */
export function ranks(all: readonly Opportunity[]): Map<string, number> {
  return new Map(sortRows(all.filter(({ score, state }) => score !== null && state !== 'dropped'), keys.score, true).map(({ id }, at) => [id, at + 1]));
}

export interface Group {
  key: string;
  title: string;
  rows: Opportunity[];
}

/** In the order of the groups; by map, those with most value first. */
export function grouped(rows: readonly Opportunity[], by: Grouping): Group[] {
  if (by === 'none') return [{ key: '', title: '', rows: [...rows] }];
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const [key, title] = by === 'category' ? [row.category, categoryWords[row.category]] : by === 'state' ? [row.state, stateWords[row.state]] : [row.map ?? '', mapTitle(row)];
    const group = groups.get(key) ?? { key, title, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const place = ({ key, rows: own }: Group) =>
    by === 'category' ? opportunityCategories.indexOf(key as OpportunityCategory) || Infinity : by === 'state' ? opportunityStates.indexOf(key as OpportunityState) : -own.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return [...groups.values()].sort((a, b) => place(a) - place(b));
}

export function mapTitle({ map, map_title: title }: Opportunity): string {
  return map === null ? 'On no map' : title === null ? 'A map that was removed' : title || 'Map without a name';
}
