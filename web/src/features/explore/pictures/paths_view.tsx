import type { Answer, PathLink, PathNode, PathsDocument } from '../../../api';
import { Card, count, DataTable, duration, interval, Mark, Num, share, useChannelColour, type Column } from '../../../design';
import { CountedKind } from '../counted_kind';
import { Sankey } from './sankey';
import { columnTitle, nodeColour, nodeName } from './sankey_words';

interface PathsViewProps {
  document: PathsDocument;
  answer: Answer<PathsDocument>;
  goal: string | null;
  onStartHere: (label: string) => void;
}

type Row = PathNode & { links: { link: PathLink; to: PathNode }[] };

export function PathsView({ document, answer, goal, onStartHere }: PathsViewProps) {
  const { result } = answer;
  const colour = useChannelColour();
  const nodes = new Map(result.nodes.map((node) => [node.id, node]));
  const rows: Row[] = result.nodes.map((node) => ({
    ...node,
    links: result.links.flatMap((link) => {
      const to = nodes.get(link.to);
      return link.from === node.id && to ? [{ link, to }] : [];
    }),
  }));
  const columns: Column<Row>[] = [
    { key: 'step', header: 'Step', render: (row) => columnTitle(row.step, document, result) },
    {
      key: 'label',
      header: 'What',
      render: (row) => (
        <span style={{ whiteSpace: 'nowrap' }}>
          <Mark colour={nodeColour(row, goal, colour)} /> {nodeName(row)}
        </span>
      ),
    },
    {
      key: 'value',
      header: document.count === 'transitions' ? 'Passes' : 'People',
      align: 'right',
      render: (row) => (
        <Num value={count(row.value)} people={{ document, ref: row.ref, title: nodeName(row) }} />
      ),
    },
    {
      key: 'share',
      header: 'Of all',
      align: 'right',
      render: (row) => <Num value={share(row.share.share)} detail={interval(row.share.low, row.share.high)} />,
    },
    {
      key: 'next',
      header: 'Most go on to',
      wideOnly: true,
      render: (row) => {
        const next = [...row.links].sort((a, b) => b.link.value - a.link.value)[0];
        if (!next) return '–';
        return (
          <>
            {nodeName(next.to)}{' '}
            <Num
              value={share(next.link.share.share)}
              detail={next.to.role === 'exit' ? undefined : `median ${duration(next.link.times.median_s)}`}
              people={{ document, ref: next.link.ref, title: `${nodeName(row)} → ${nodeName(next.to)}` }}
            />
          </>
        );
      },
    },
  ];
  return (
    <>
      <Card
        flush
        title={
          <>
            Paths <CountedKind kind="paths" />
          </>
        }
      >
        <Sankey document={document} result={result} goal={goal} onStartHere={onStartHere} />
      </Card>
      <Card flush title="Every step" aside="95 % intervals">
        <DataTable label="Every step" columns={columns} rows={rows} rowKey={(row) => row.id} />
      </Card>
    </>
  );
}
