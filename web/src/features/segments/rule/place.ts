import type { Problem } from '../../../api';
import type { Group, Node } from './node';
import { plainEvent } from './words';

/**
 * The row of the builder that shows what stands at a place of the document, such as "all[1].did.event"; null where no
 * row does. Places are the server's: fields after points, entries of lists in brackets.
 */
export function rowAt(root: Group, place: string): number | null {
  return rowBelow(root, '', place, null);
}

/** Where in the rule the server found something wrong; empty where it does not say. */
export function placeInRule(problem: Problem | null): string {
  return problem?.field?.replace(/^rule\.?/, '') ?? '';
}

function rowBelow(node: Node, at: string, place: string, row: number | null): number | null {
  if (node.kind === 'group') {
    for (const [index, part] of node.parts.entries()) {
      const own = partPlace(node, at, index);
      if (within(place, own)) return rowBelow(part, own, place, part.id);
    }
    return row;
  }
  if (node.kind === 'raw') return row;
  const own = node.not ? fieldOf(at, 'not') : at;
  for (const [group, of] of eventsOf(node)) {
    const below = fieldOf(own, of);
    // A plain event is said in the words of its row; only a tree of conditions has rows of its own.
    if (within(place, below) && !plainEvent(group)) return rowBelow(group, below, place, row);
  }
  return row;
}

function partPlace({ mode, bare, parts }: Group, at: string, index: number): string {
  if (bare && mode === 'all' && parts.length === 1) return at;
  const list = { all: 'all', any: 'any', none: 'not.any', not_all: 'not.all' }[mode];
  return `${fieldOf(at, list)}[${index}]`;
}

function eventsOf(node: Node): [Group, string][] {
  if (node.kind === 'did' || node.kind === 'first') return [[node.of, node.kind]];
  if (node.kind === 'sequence') return node.steps.map((step, index) => [step, `sequence[${index}]`]);
  return [];
}

const fieldOf = (at: string, field: string) => (at === '' ? field : `${at}.${field}`);

const within = (place: string, at: string) => at === '' || place === at || place.startsWith(`${at}.`) || place.startsWith(`${at}[`);
