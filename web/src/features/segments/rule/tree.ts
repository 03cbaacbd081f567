import { bareGroup, freshId, type Group, type Node } from './node';

/** Edits of a rule by the ids of its parts; each gives a new tree and leaves the old one. */

type Change = (node: Node) => Node[];

function mapped(group: Group, id: number, change: Change): Group {
  let touched = false;
  const parts = group.parts.flatMap((part) => {
    const next = part.id === id ? change(part) : [inside(part, id, change)];
    touched ||= next.length !== 1 || next[0] !== part;
    return next;
  });
  return touched ? { ...group, parts } : group;
}

function inside(node: Node, id: number, change: Change): Node {
  if (node.kind === 'group') return mapped(node, id, change);
  if (node.kind === 'did' || node.kind === 'first') {
    const of = asWhole(node.of, id, change);
    return of === node.of ? node : { ...node, of };
  }
  if (node.kind === 'sequence') {
    const steps = node.steps.map((step) => asWhole(step, id, change));
    return steps.every((step, at) => step === node.steps[at]) ? node : { ...node, steps };
  }
  return node;
}

/** A group that stands for a whole event condition may be changed, never be taken out. */
function asWhole(group: Group, id: number, change: Change): Group {
  if (group.id !== id) return mapped(group, id, change);
  const [next] = change(group);
  return next?.kind === 'group' ? next : group;
}

/** Replaces the part of this id, the root among them. */
export function replaced(root: Group, id: number, next: Node): Group {
  if (root.id === id) return next.kind === 'group' ? next : root;
  return mapped(root, id, () => [next]);
}

export function removed(root: Group, id: number): Group {
  return mapped(root, id, () => []);
}

export function duplicated(root: Group, id: number): Group {
  return mapped(root, id, (node) => [node, withFreshIds(node)]);
}

export function appended(root: Group, group: number, node: Node): Group {
  const found = find(root, group);
  return found?.kind === 'group' ? replaced(root, group, { ...found, parts: [...found.parts, node] }) : root;
}

/** Puts a part before another one, or after it. */
export function movedTo(root: Group, id: number, target: number, side: 'before' | 'after'): Group {
  const node = find(root, id);
  if (!node || id === target || find(node, target)) return root;
  return mapped(removed(root, id), target, (other) => (side === 'before' ? [node, other] : [other, node]));
}

/** Puts a part at the end of a group. */
export function movedInto(root: Group, id: number, group: number): Group {
  const node = find(root, id);
  if (!node || find(node, group)) return root;
  return appended(removed(root, id), group, node);
}

/** One place up or down among its neighbours; over the edge of a group it leaves it. */
export function shifted(root: Group, id: number, by: -1 | 1): Group {
  const parent = parentOf(root, id);
  if (!parent) return root;
  const at = parent.parts.findIndex((part) => part.id === id);
  const neighbour = parent.parts[at + by];
  if (neighbour) return movedTo(root, id, neighbour.id, by < 0 ? 'before' : 'after');
  const outer = parentOf(root, parent.id);
  return outer ? movedTo(root, id, parent.id, by < 0 ? 'before' : 'after') : root;
}

/** Puts a group of its own around a part. */
export function wrapped(root: Group, id: number, mode: Group['mode']): Group {
  return mapped(root, id, (node) => [{ id: freshId(), kind: 'group', mode, bare: false, parts: [node] }]);
}

/** Takes a group apart: its parts stand where it stood. */
export function unwrapped(root: Group, id: number): Group {
  return mapped(root, id, (node) => (node.kind === 'group' ? node.parts : [node]));
}

/** The group that a part stands in directly. */
export function parentOf(root: Group, id: number): Group | null {
  let found: Group | null = null;
  walk(root, (node) => {
    if (node.kind === 'group' && node.parts.some((part) => part.id === id)) found = node;
  });
  return found;
}

export function find(root: Node, id: number): Node | null {
  let found: Node | null = null;
  walk(root, (node) => {
    if (node.id === id) found = node;
  });
  return found;
}

export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  if (node.kind === 'group') node.parts.forEach((part) => walk(part, visit));
  if (node.kind === 'did' || node.kind === 'first') walk(node.of, visit);
  if (node.kind === 'sequence') node.steps.forEach((step) => walk(step, visit));
}

export function withFreshIds<Kind extends Node>(node: Kind): Kind {
  const copy = { ...node, id: freshId() } as Node;
  if (copy.kind === 'group') copy.parts = copy.parts.map(withFreshIds);
  if (copy.kind === 'did' || copy.kind === 'first') copy.of = withFreshIds(copy.of);
  if (copy.kind === 'sequence') copy.steps = copy.steps.map(withFreshIds);
  return copy as Kind;
}

/** The ids of the segments that a rule names. */
export function segmentsIn(node: Node): string[] {
  const ids = new Set<string>();
  walk(node, (each) => {
    if (each.kind === 'segment') ids.add(each.segment);
    if (each.kind === 'raw') segmentsInJson(each.json).forEach((id) => ids.add(id));
  });
  return [...ids];
}

function segmentsInJson(json: unknown): string[] {
  if (Array.isArray(json)) return json.flatMap(segmentsInJson);
  if (json === null || typeof json !== 'object') return [];
  return Object.entries(json).flatMap(([name, value]) =>
    name === 'segment' && typeof value === 'string' ? [value] : segmentsInJson(value),
  );
}

export const everybody = (): Group => bareGroup();
