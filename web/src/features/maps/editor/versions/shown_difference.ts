import { difference, type FieldChange } from '../../engine/diff';
import { collections, type Cell, type CollectionName, type Link, type MapDocument, type Pain, type PartName, type Step, type Thing } from '../../engine/fields';
import type { ChangeMark } from '../thing_marks';

/** What became of one thing that people see. */
export interface ShownChange {
  in: PartName;
  id: string;
  what: ChangeMark;
  /** What is different about it; of those that came or went, none. */
  fields: FieldChange[];
  /** How many things came or went together with it. */
  together: number;
  /** Whether it came or went with what it stands in, which is a change of its own. */
  isPart: boolean;
}

type Shown = Record<CollectionName, Set<string>>;

/** Which things of a document are shown: none that was removed, and none that hangs on what was. */
export function shownIn(document: MapDocument): Shown {
  const there = <T extends { removed?: true }>(things: Record<string, T>, fits: (thing: T) => boolean = () => true) =>
    new Set(Object.keys(things).filter((id) => !(things[id] as T).removed && fits(things[id] as T)));
  const stages = there(document.stages);
  const lanes = there(document.lanes);
  const steps = there(document.steps, (step) => stages.has(step.stage));
  return {
    stages, lanes, steps,
    cells: there(document.cells, ({ lane, step }) => lanes.has(lane) && steps.has(step)),
    pains: there(document.pains, ({ step }) => steps.has(step)),
    links: there(document.links, ({ from, to }) => steps.has(from) && steps.has(to)),
    personas: there(document.personas),
  };
}

/** What a thing stands in. */
function standsIn(part: CollectionName, thing: Thing): [CollectionName, string][] {
  switch (part) {
    case 'steps': return [['stages', (thing as unknown as Step).stage]];
    case 'cells': return [['steps', (thing as unknown as Cell).step], ['lanes', (thing as unknown as Cell).lane]];
    case 'pains': return [['steps', (thing as unknown as Pain).step]];
    case 'links': return [['steps', (thing as unknown as Link).from], ['steps', (thing as unknown as Link).to]];
    default: return [];
  }
}

/**
 * What is different for who looks at two revisions of a map. What hangs on a step that was removed is gone with it, and
 * is counted there.
 */
export function shownDifference(before: MapDocument, after: MapDocument): ShownChange[] {
  const [was, is] = [shownIn(before), shownIn(after)];
  const fields = new Map(difference(before, after).map((change) => [`${change.in} ${change.id}`, change.fields]));
  const changes = new Map<string, ShownChange>();
  const about = fields.get('about about');
  const made: ShownChange[] = [];
  if (about) made.push({ in: 'about', id: 'about', what: 'changed', fields: about, together: 0, isPart: false });
  // Stages and lanes come before what stands in them.
  for (const part of ['stages', 'steps', 'lanes', 'cells', 'pains', 'links', 'personas'] as const) {
    for (const id of new Set([...was[part], ...is[part]])) {
      const [old, now] = [was[part].has(id), is[part].has(id)];
      const different = fields.get(`${part} ${id}`) ?? [];
      if (old && now && different.length === 0) continue;
      const what = old && now ? 'changed' : now ? 'added' : 'removed';
      const thing = (now ? after : before)[part][id] as Thing;
      const around = what === 'changed' ? undefined : standsIn(part, thing).map(([of, holder]) => changes.get(`${of} ${holder}`)).find((change) => change?.what === what);
      if (around) top(around, changes, now ? after : before).together += 1;
      const change: ShownChange = { in: part, id, what, fields: what === 'changed' ? different : [], together: 0, isPart: around !== undefined };
      changes.set(`${part} ${id}`, change);
      made.push(change);
    }
  }
  return made;
}

/** The outermost thing that came or went, within which the change is. */
function top(change: ShownChange, changes: ReadonlyMap<string, ShownChange>, document: MapDocument): ShownChange {
  if (!change.isPart) return change;
  const [of, holder] = standsIn(change.in as CollectionName, document[change.in as CollectionName][change.id] as Thing)[0] ?? [];
  const around = changes.get(`${of} ${holder}`);
  return around ? top(around, changes, document) : change;
}

/**
 * The later document with what is no longer shown put back, so that it can be marked. What neither of the two shows
 * is not shown in it either, although what it hangs on is back.
 */
export function together(before: MapDocument, after: MapDocument, changes: readonly ShownChange[]): MapDocument {
  const both: MapDocument = { ...after };
  const put = (part: CollectionName, id: string, thing: unknown) => {
    if (both[part] === after[part]) Object.assign(both, { [part]: { ...after[part] } });
    (both[part] as Record<string, unknown>)[id] = thing;
  };
  const gone = changes.filter(({ in: part, what }) => what === 'removed' && part !== 'about');
  for (const { in: part, id } of gone) put(part as CollectionName, id, before[part as CollectionName][id]);
  if (gone.length === 0) return both;
  const [was, is, now] = [shownIn(before), shownIn(after), shownIn(both)];
  for (const part of collections) {
    for (const id of now[part]) if (!was[part].has(id) && !is[part].has(id)) put(part, id, { ...both[part][id], removed: true });
  }
  return both;
}
