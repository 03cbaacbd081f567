import type { Cell, Lane, Link, MapDocument, MapPersona, Pain, Stage, Step } from './fields';
import { byOrder } from './order';

export type Seen<T> = T & { id: string };

/** A column: a step, or the place of a stage that has none yet. */
export interface Column {
  stage: string;
  step: Seen<Step> | null;
}

/** What of a document is shown: nothing that was removed, and nothing that hangs on what was. */
export interface Visible {
  stages: (Seen<Stage> & { from: number; columns: number })[];
  columns: Column[];
  columnOf: ReadonlyMap<string, number>;
  lanes: Seen<Lane>[];
  personas: Seen<MapPersona>[];
  links: Seen<Link>[];
  /** The cells of a lane at a step, in their order. */
  cellsAt: (lane: string, step: string) => readonly Seen<Cell>[];
  /** The cells of a lane by step, also at steps that are not shown. */
  cellsIn: (lane: string) => ReadonlyMap<string, readonly Seen<Cell>[]>;
  painsAt: (step: string) => readonly Seen<Pain>[];
  /** The column in which a cell ends: its own, or that of `to` where that is shown and later. */
  endOf: (cell: Cell) => number;
}

const seenAs = new WeakMap<object, { id: string }>();

/** The same object for as long as the thing is, so that what did not change need not be looked at again. */
function seen<T extends object>(id: string, thing: T): Seen<T> {
  const known = seenAs.get(thing);
  if (known?.id === id) return known as Seen<T>;
  const made = { ...thing, id };
  seenAs.set(thing, made);
  return made;
}

function shown<T extends { removed?: true }>(things: Record<string, T>): Seen<T>[] {
  const list: Seen<T>[] = [];
  for (const id in things) {
    const thing = things[id] as T;
    if (!thing.removed) list.push(seen(id, thing));
  }
  return list;
}

type Columns = Pick<Visible, 'stages' | 'columns' | 'columnOf'>;

function columnsOf(stages: MapDocument['stages'], steps: MapDocument['steps']): Columns {
  const columns: Column[] = [];
  const byStage = gathered(shown(steps), ({ stage }) => stage);
  const all = shown(stages).sort(byOrder).map((stage) => {
    const within = byStage.get(stage.id) ?? [];
    const from = columns.length;
    if (within.length === 0) columns.push({ stage: stage.id, step: null });
    for (const step of within) columns.push({ stage: stage.id, step });
    return { ...stage, from, columns: columns.length - from };
  });
  return { stages: all, columns, columnOf: new Map(columns.flatMap(({ step }, at) => (step ? [[step.id, at] as const] : []))) };
}

function gathered<T extends { order: string }>(things: Seen<T>[], key: (thing: Seen<T>) => string): Map<string, Seen<T>[]> {
  const places = new Map<string, Seen<T>[]>();
  for (const thing of things) {
    const place = places.get(key(thing));
    if (place) place.push(thing);
    else places.set(key(thing), [thing]);
  }
  for (const place of places.values()) if (place.length > 1) place.sort(byOrder);
  return places;
}

function remembered<A extends unknown[], R>(make: (...from: A) => R): (...from: A) => R {
  let last: { from: A; made: R } | null = null;
  return (...from) => {
    if (!last || from.some((each, at) => each !== last?.from[at])) last = { from, made: make(...from) };
    return last.made;
  };
}

const none: readonly never[] = [];
const empty: ReadonlyMap<string, never[]> = new Map();

/** Remembers each part by itself, so that typing in a cell leaves columns and lanes as they are. */
export function visibility(): (document: MapDocument) => Visible {
  const columns = remembered(columnsOf);
  const lanes = remembered((all: MapDocument['lanes']) => shown(all).sort(byOrder));
  const personas = remembered((all: MapDocument['personas']) => shown(all).sort(byOrder));
  const cells = remembered((all: MapDocument['cells']) => {
    const lanes = new Map<string, Seen<Cell>[]>();
    for (const cell of shown(all)) {
      const lane = lanes.get(cell.lane);
      if (lane) lane.push(cell);
      else lanes.set(cell.lane, [cell]);
    }
    return new Map([...lanes].map(([lane, list]) => [lane, gathered(list, ({ step }) => step)]));
  });
  const pains = remembered((all: MapDocument['pains']) => gathered(shown(all), ({ step }) => step));
  return remembered((document: MapDocument) => {
    const { stages, columns: list, columnOf } = columns(document.stages, document.steps);
    const cellsBy = cells(document.cells);
    const painsBy = pains(document.pains);
    return {
      stages, columns: list, columnOf,
      lanes: lanes(document.lanes),
      personas: personas(document.personas),
      links: shown(document.links).filter(({ from, to }) => columnOf.has(from) && columnOf.has(to)),
      cellsAt: (lane: string, step: string) => cellsBy.get(lane)?.get(step) ?? none,
      cellsIn: (lane: string) => cellsBy.get(lane) ?? empty,
      painsAt: (step: string) => painsBy.get(step) ?? none,
      endOf: (cell: Cell) => {
        const own = columnOf.get(cell.step) ?? 0;
        return Math.max(own, (cell.to === undefined ? undefined : columnOf.get(cell.to)) ?? own);
      },
    };
  });
}

export function visible(document: MapDocument): Visible {
  return visibility()(document);
}
