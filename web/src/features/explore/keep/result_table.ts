import type { Answer, QueryDocument, Share, Times } from '../../../api';
import { analysisTable } from './analysis_table';
import type { ExploreDocument } from '../ask/explore_search';

type Cell = string | number | boolean | null;

const shareNames = (name: string) => [name, `${name}_of`, `${name}_low`, `${name}_high`];
const shareCells = (share: Share): Cell[] => [share.share, share.of, share.low, share.high];
const timeNames = ['n', 'median_s', 'q1_s', 'q3_s', 'p90_s', 'low_s', 'high_s'];
const timeCells = (t: Times): Cell[] => [t.n, t.median_s, t.q1_s, t.q3_s, t.p90_s, t.low_s, t.high_s];

/** The answer as one flat table, with every figure's denominator and interval. */
export function resultTable(document: ExploreDocument, answer: Answer<QueryDocument>): Cell[][] {
  if (document.kind === 'paths') return pathsTable(answer as Answer<typeof document>);
  if (document.kind === 'process') return processTable(answer as Answer<typeof document>);
  if (document.kind === 'funnel') return funnelTable(answer as Answer<typeof document>);
  if (document.kind === 'time-between') return timeTable(answer as Answer<typeof document>);
  return analysisTable(document, answer);
}

type Of<Kind extends ExploreDocument['kind']> = Answer<Extract<ExploreDocument, { kind: Kind }>>;

function pathsTable({ result }: Of<'paths'>): Cell[][] {
  const nodes = new Map(result.nodes.map((node) => [node.id, node]));
  const name = (id: string) => nodes.get(id)?.label ?? id;
  return [
    ['step', 'from', 'to', 'to_role', 'value', ...shareNames('share_of_from'), ...timeNames],
    ...result.links.map((link) => [
      nodes.get(link.from)?.step ?? null,
      name(link.from),
      name(link.to),
      nodes.get(link.to)?.role ?? null,
      link.value,
      ...shareCells(link.share),
      ...timeCells(link.times),
    ]),
  ];
}

function processTable({ result }: Of<'process'>): Cell[][] {
  const name = (id: string) => result.activities.find((each) => each.id === id)?.label ?? id;
  return [
    ['from', 'to', 'count', 'people', ...timeNames],
    ...result.edges.map((edge) => [
      name(edge.from),
      name(edge.to),
      edge.count,
      edge.people,
      ...timeCells(edge.times),
    ]),
  ];
}

function funnelTable({ result }: Of<'funnel'>): Cell[][] {
  const head = ['group', 'step', 'name', 'count', ...shareNames('from_previous'), ...shareNames('from_first')];
  return [
    [...head, 'lost', ...timeNames.map((name) => `from_previous_${name}`)],
    ...result.steps.map((step, at) => [
      null,
      at + 1,
      step.name,
      step.count,
      ...shareCells(step.from_previous),
      ...shareCells(step.from_first),
      step.lost ?? null,
      ...timeCells(step.times_from_previous),
    ]),
    ...(result.breakdown ?? []).flatMap((group) =>
      group.steps.map((step, at) => [
        group.value,
        at + 1,
        result.steps[at]?.name ?? null,
        step.count,
        ...shareCells(step.from_previous),
        ...shareCells(step.from_first),
      ]),
    ),
  ];
}

function timeTable({ result }: Of<'time-between'>): Cell[][] {
  return [
    ['from_s', 'to_s', 'count'],
    ...result.histogram.map((bin) => [bin.from_s, bin.to_s, bin.count]),
    [],
    ['group', ...shareNames('arrived'), ...timeNames],
    ['', ...shareCells(result.arrived), ...timeCells(result.times)],
    ...(result.breakdown ?? []).map((group) => [
      group.value,
      ...shareCells(group.arrived),
      ...timeCells(group.times),
    ]),
  ];
}

/** A name for a file: plain letters, figures and hyphens. */
export function fileName(title: string): string {
  const plain = title.normalize('NFKD').replace(/[^\w\s-]/g, '').trim().toLowerCase();
  return plain.replace(/[\s_-]+/g, '-').slice(0, 60) || 'question';
}
