import type { Answer, QueryDocument } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';

type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;

/** The main list of each answer: where it is, and which of its fields lie a level deeper. */
const main: Partial<Record<ExploreDocument['kind'], (result: never) => object[]>> = {
  retention: (result: { curve: object[]; cohorts: { from: string; size: number; cells: object[] }[] }) => [
    ...result.curve.map((each) => ({ cohort: null, size: null, ...each })),
    ...result.cohorts.flatMap(({ from, size, cells }) => cells.map((each) => ({ cohort: from, size, ...each }))),
  ],
  lifecycle: (result: { periods: object[] }) => result.periods,
  stickiness: (result: { periods: { from: string; active: number; histogram: object[] }[] }) =>
    result.periods.flatMap(({ from, active, histogram }) => histogram.map((each) => ({ period: from, active, ...each }))),
  trend: (result: { buckets: { from: string; incomplete?: boolean }[]; series: Series[]; formulas?: Series[] }) =>
    [...result.series, ...(result.formulas ?? [])].flatMap(({ name, group, points }) =>
      points.map((point, at) => ({
        measure: name,
        group: group?.value ?? null,
        from: result.buckets[at]?.from ?? null,
        incomplete: result.buckets[at]?.incomplete ?? false,
        ...point,
      })),
    ),
  sessions: (result: { trend: object[] }) => result.trend,
  transitions: (result: { states: { id: string; label: string }[]; transitions: { from: string; to: string }[] }) => {
    const name = (id: string) => result.states.find((each) => each.id === id)?.label ?? id;
    return result.transitions.map((each) => ({ ...each, from: name(each.from), to: name(each.to) }));
  },
  conformance: (result: { deviations: object[] }) => result.deviations,
  next: (result: { next: object[]; nothing: object; nothing_people: number }) => [
    ...result.next,
    { label: '(nothing)', share: result.nothing, people: result.nothing_people },
  ],
  drivers: (result: { drivers: object[] }) => result.drivers,
  attribution: (result: { models: { id: string; name: string }[]; channels: { label: string; touches: number; people: number; credits: { model: string }[] }[] }) =>
    result.channels.flatMap(({ label, touches, people, credits }) =>
      credits.map(({ model, ...credit }) => ({
        label,
        touches,
        people,
        model: result.models.find((each) => each.id === model)?.name ?? model,
        ...credit,
      })),
    ),
  pattern: (result: { before: object[]; after: object[] }) => [
    ...result.before.map((each) => ({ side: 'before', ...each })),
    ...result.after.map((each) => ({ side: 'after', ...each })),
  ],
};

interface Series {
  name: string;
  group?: { value: string };
  points: object[];
}

/** The main list of an answer as one flat table: what lies deeper has its path as its name. */
export function analysisTable(document: ExploreDocument, answer: Answer<QueryDocument>): Cell[][] {
  const rows = (main[document.kind]?.(answer.result as never) ?? []).map((each) => flat(each));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? null))];
}

function flat(value: object, prefix = ''): Row {
  const row: Row = {};
  for (const [name, each] of Object.entries(value) as [string, unknown][]) {
    // Names of people lists mean nothing outside of the program.
    if (name === 'ref' || name === 'refs' || name.endsWith('_ref')) continue;
    const path = prefix === '' ? name : name === 'share' ? prefix : `${prefix}_${name}`;
    if (Array.isArray(each)) row[path] = each.join(' | ');
    else if (each !== null && typeof each === 'object') Object.assign(row, flat(each, path));
    else row[path] = each as Cell;
  }
  return row;
}
