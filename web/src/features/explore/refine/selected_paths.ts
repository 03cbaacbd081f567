import type { FunnelStepDocument, PathLink, PathNode, PathsDocument, PathsResult, Predicate } from '../../../api';
import { modeOf, nodePredicate } from '../ask/paths_mode';
import { nodeName } from '../pictures/sankey_words';
import { and, inOrder, lastDid, type Rule } from './rule';
import type { Selected } from './selected';

/** A node or a ribbon of the paths. */
export function selectedInPaths(document: PathsDocument, result: PathsResult, ref: string): Selected | null {
  const node = result.nodes.find((each) => each.ref === ref);
  if (node) return ofNode(document, result, node);
  const link = result.links.find((each) => each.ref === ref);
  return link ? ofLink(document, result, link) : null;
}

const looked = (document: PathsDocument, predicate: Predicate) => and(document.where, predicate) ?? {};
const what = (document: PathsDocument, node: PathNode | undefined): Predicate | undefined =>
  node?.role === 'event' ? nodePredicate(node.label, document.by) : undefined;

function ofNode(document: PathsDocument, result: PathsResult, node: PathNode): Selected {
  const at = what(document, node);
  return {
    ref: node.ref,
    title: nodeName(node),
    people: document.count === 'transitions' ? null : node.value,
    rule: nodeRule(document, result, node, at),
    to: at,
    steps: stepsTo(document, result, node),
  };
}

function nodeRule(document: PathsDocument, result: PathsResult, node: PathNode, at: Predicate | undefined): Rule | null {
  if (node.role === 'exit' && node.step > 0) {
    const last = result.links
      .filter((link) => link.to === node.id)
      .map((link) => what(document, result.nodes.find((each) => each.id === link.from)))
      .filter((each) => each !== undefined);
    const rules = last.map((each) => lastDid(looked(document, each), document.where ?? {}));
    if (rules.length === 0) return null;
    return { predicate: rules.length === 1 ? (rules[0] as Predicate) : { any: rules }, exact: false };
  }
  if (at === undefined) return null;
  const anchors = result.nodes.filter((each) => each.step === result.anchor_step && each.role !== 'exit');
  if (node.step === result.anchor_step) {
    // Where every path begins with this, who has it at all has a path that begins with it.
    const exact = anchors.length === 1 && modeOf(document) === 'after' && document.hide === undefined;
    return { predicate: inOrder([looked(document, at)]), exact };
  }
  const anchor = document.start ?? document.around ?? document.end;
  const pair = anchor === undefined ? [at] : node.step > result.anchor_step ? [anchor, at] : [at, anchor];
  return { predicate: inOrder(pair.map((each) => looked(document, each)), document.within), exact: false };
}

function ofLink(document: PathsDocument, result: PathsResult, link: PathLink): Selected {
  const [source, target] = [link.from, link.to].map((id) => result.nodes.find((each) => each.id === id));
  const [from, to] = [what(document, source), what(document, target)];
  const left = target?.role === 'exit';
  const rule = (): Rule | null => {
    if (from !== undefined && left && target.step > 0) {
      return { predicate: lastDid(looked(document, from), document.where ?? {}), exact: false };
    }
    const ends = [from, to].filter((each) => each !== undefined).map((each) => looked(document, each));
    return ends.length === 0 ? null : { predicate: inOrder(ends), exact: false };
  };
  return {
    ref: link.ref,
    title: `${source ? nodeName(source) : ''} → ${target ? (left ? 'left' : nodeName(target)) : ''}`,
    people: document.count === 'transitions' ? null : link.value,
    rule: rule(),
    from,
    to,
    steps: target && !left ? stepsTo(document, result, target, source) : undefined,
  };
}

/** From the first column to here along the widest ribbons; undefined when that names fewer than two. */
function stepsTo(
  document: PathsDocument,
  result: PathsResult,
  end: PathNode,
  before?: PathNode,
): FunnelStepDocument[] | undefined {
  const way: PathNode[] = [end];
  let at: PathNode | undefined = before ?? previous(result, end);
  while (at !== undefined) {
    way.unshift(at);
    at = previous(result, at);
  }
  const steps = way.flatMap((node) => {
    const match = what(document, node);
    return match === undefined ? [] : [{ match }];
  });
  return steps.length < 2 ? undefined : steps;
}

function previous(result: PathsResult, node: PathNode): PathNode | undefined {
  const links = result.links.filter((link) => link.to === node.id);
  const widest = links.sort((a, b) => b.value - a.value || (a.from < b.from ? -1 : 1))[0];
  return result.nodes.find((each) => each.id === widest?.from);
}
