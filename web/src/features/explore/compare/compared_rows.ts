import type { Answer, PathsResult, ProcessResult, QueryDocument, RetentionResult, Share } from '../../../api';
import { duration } from '../../../design/format';
import type { ExploreDocument } from '../ask/explore_search';
import { nodeName } from '../pictures/sankey_words';
import { periodName } from '../pictures/retention/retention_words';
import { activityName } from '../pictures/process_words';
import { difference, wilson, type Difference } from './difference';

export interface Compared {
  key: string;
  label: string;
  a: Share;
  b: Share;
  refs: { a?: string; b?: string };
  difference: Difference;
}

interface Part {
  key: string;
  label: string;
  share: Share;
  ref?: string;
}

/** What stands at the same place in two answers to one question, widest difference first. */
export function comparedRows(document: ExploreDocument, a: Answer<QueryDocument>, b: Answer<QueryDocument>): Compared[] {
  if (a.kind !== document.kind || b.kind !== document.kind) return [];
  const [left, right] = [partsOf(document, a), partsOf(document, b)];
  const others = new Map(right.map((part) => [part.key, part]));
  const own = new Set(left.map((part) => part.key));
  const pairs = [
    ...left.map((part) => ({ part, a: part as Part | undefined, b: others.get(part.key) })),
    ...right.filter((part) => !own.has(part.key)).map((part) => ({ part, a: undefined, b: part as Part | undefined })),
  ];
  const [ofA, ofB] = [denominators(left), denominators(right)];
  return pairs
    .flatMap(({ part, a: one, b: other }) => {
      // What one of them never did is a share of 0 among as many as its neighbours are counted of.
      const shares = { a: one?.share ?? wilson(0, ofA(part.key)), b: other?.share ?? wilson(0, ofB(part.key)) };
      const apart = difference(shares.a, shares.b);
      if (apart === null) return [];
      return [{ key: part.key, label: part.label, ...shares, refs: { a: one?.ref, b: other?.ref }, difference: apart }];
    })
    .sort((x, y) => nearest(y.difference) - nearest(x.difference) || Math.abs(y.difference.value) - Math.abs(x.difference.value));
}

/** How far from 0 the interval begins: what may be chance comes last, however wide it is apart. */
const nearest = ({ low, high }: Difference) => Math.max(low, -high, 0);

/** The part of a key before "|" names what its share is of. */
function denominators(parts: Part[]): (key: string) => number {
  const group = (key: string) => key.slice(0, key.indexOf('|'));
  const sizes = new Map(parts.map((part) => [group(part.key), part.share.of]));
  return (key) => sizes.get(group(key)) ?? 0;
}

function partsOf(document: ExploreDocument, answer: Answer<QueryDocument>): Part[] {
  const result = answer.result as never;
  if (document.kind === 'paths') return pathParts(result);
  if (document.kind === 'process') return processParts(result, answer.n.customers);
  if (document.kind === 'retention') return retentionParts(result);
  return sharesIn(result, [], '', null);
}

function pathParts(result: PathsResult): Part[] {
  return result.nodes
    .filter((node) => node.step !== result.anchor_step)
    .map((node) => ({
      key: `all|${node.step}:${node.role}:${node.label}`,
      label: `${nodeName(node)}, ${node.step < result.anchor_step ? `${result.anchor_step - node.step} before` : `step ${node.step - result.anchor_step}`}`,
      share: node.share,
      ref: node.ref,
    }));
}

function processParts(result: ProcessResult, customers: number): Part[] {
  return [
    ...result.activities.map((each) => ({ key: `all|${each.label}`, label: each.label, share: wilson(each.people, customers), ref: each.ref })),
    ...result.edges.map((each) => {
      const label = `${activityName(result, each.from)} → ${activityName(result, each.to)}`;
      return { key: `all|${label}`, label, share: wilson(each.people, customers), ref: each.ref };
    }),
  ];
}

function retentionParts(result: RetentionResult): Part[] {
  return result.curve.map((each) => ({ key: `${each.from}|${each.to}`, label: periodName(result, each), share: each.share, ref: each.ref }));
}

const words: Record<string, string> = {
  from_first: 'of all',
  from_previous: 'of the step before',
  converted: 'reach the end',
  arrived: 'arrived',
  outcome: 'reached the outcome',
  matched: 'go this way',
  switched: 'changed at least once',
  bounced: 'one event only',
  nothing: 'nothing after',
  new: 'new',
  returning: 'stayed',
  resurrecting: 'came back',
  dormant: 'fell silent',
  fitting: 'go as designed',
  done: 'done',
};
const names = ['name', 'label', 'value', 'channel', 'day'] as const;

/** Every share of an answer, called by what it stands under. */
function sharesIn(value: unknown, path: string[], field: string, own: Record<string, unknown> | null): Part[] {
  if (Array.isArray(value)) return value.flatMap((each) => sharesIn(each, path, field, own));
  if (value === null || typeof value !== 'object') return [];
  const given = value as Record<string, unknown>;
  if (isShare(value)) {
    const said = words[field] ?? (field === 'share' ? '' : field.replaceAll('_', ' '));
    const label = [...path, said].filter((each) => each !== '').join(', ');
    const ref = own?.[`${field}_ref`] ?? own?.ref;
    return [{ key: `${field}|${path.join('/')}`, label, share: value, ...(typeof ref === 'string' ? { ref } : {}) }];
  }
  const called = names.map((name) => given[name]).find((each) => typeof each === 'string');
  const spans = typeof given.from_s === 'number' ? `${duration(given.from_s)} – ${duration(given.to_s as number)}` : undefined;
  const from = typeof given.from === 'string' ? given.from : undefined;
  const to = typeof given.to === 'string' ? ` → ${given.to}` : '';
  const here = called ?? spans ?? (from === undefined ? undefined : `${from}${to}`);
  const next = typeof here === 'string' ? [...path, here] : path;
  return Object.entries(given).flatMap(([name, each]) => sharesIn(each, next, name, given));
}

function isShare(value: object): value is Share {
  return 'share' in value && 'of' in value && 'count' in value && 'low' in value && 'high' in value;
}
