import type { Group, Node, Rule, When } from './node';

/** The document that a node stands for. */
export function write(node: Node): Rule {
  if (node.kind === 'raw') return node.json as Rule;
  if (node.kind === 'group') return writeGroup(node);
  const plain = writeCondition(node);
  return node.not ? { not: plain } : plain;
}

function writeGroup({ mode, bare, parts }: Group): Rule {
  const [only, ...others] = parts;
  if (bare && mode === 'all' && others.length === 0) return only === undefined ? {} : write(only);
  const list = parts.map(write);
  if (mode === 'all') return { all: list };
  if (mode === 'any') return { any: list };
  return { not: mode === 'none' ? { any: list } : { all: list } };
}

function writeCondition(node: Exclude<Node, { kind: 'raw' | 'group' }>): Rule {
  switch (node.kind) {
    case 'names':
      return { [node.of]: node.names } as Rule;
    case 'value':
      return given({ [node.of]: node.name, op: node.op, value: node.value });
    case 'did':
      return given({
        did: write(node.of),
        ...(node.measured
          ? { [node.measured.by]: node.measured.property, op: node.measured.op, value: node.measured.value }
          : { at_least: node.at_least, at_most: node.at_most }),
        ...bounds(node.when, 'within'),
      });
    case 'first':
      return given({ first: write(node.of), ...bounds(node.when, 'within') });
    case 'sequence':
      return given({ sequence: node.steps.map(write), within: node.within, ...bounds(node.when, 'in_last') });
    case 'account': {
      const [only, ...others] = node.filters;
      if (only === undefined) return { account: {} };
      return { account: others.length === 0 ? write(only) : { all: node.filters.map(write) } };
    }
    case 'segment':
      return { segment: node.segment };
  }
}

function bounds({ last, from, to }: When, window: 'within' | 'in_last'): Record<string, unknown> {
  return { [window]: last, from, to };
}

/** Without the fields that are not there. */
function given(fields: Record<string, unknown>): Rule {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Rule;
}
