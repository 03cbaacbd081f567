import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import type { Answer, ProcessDocument, ProcessResult } from '../../../api';
import { Card, count, DataTable, duration, Num, plural, share, useChannelColour, type Column } from '../../../design';
import classes from './pictures.module.css';
import { edgesDrawnMost, layoutProcess, variantEdges } from './process_layout';
import { ProcessMap } from './process_map';
import { activityName } from './process_words';
import { Variants } from './variants';

interface ProcessViewProps {
  document: ProcessDocument;
  answer: Answer<ProcessDocument>;
  show: 'count' | 'time';
  onShow: (show: 'count' | 'time') => void;
  variant: string | null;
  onVariant: (variant: string | null) => void;
}

type Edge = ProcessResult['edges'][number];

export function ProcessView(props: ProcessViewProps) {
  const { document, answer, show, onShow, variant, onVariant } = props;
  const { result } = answer;
  const colour = useChannelColour();
  const picture = useMemo(() => layoutProcess(result), [result]);
  const chosen = result.variants.find((each) => each.ref === variant);
  const lit = useMemo(() => (chosen ? variantEdges(chosen.steps) : null), [chosen]);
  const hidden = result.edges_hidden + Math.max(0, result.edges.length - edgesDrawnMost);
  return (
    <>
      <div className={classes.beside}>
        <Card
          flush
          title="Process map"
          aside={
            <SegmentedControl
                size="xs"
                aria-label="What the edges show"
                value={show}
                onChange={(value) => onShow(value as 'count' | 'time')}
                data={[
                  { value: 'count', label: 'Frequency' },
                  { value: 'time', label: 'Time' },
                ]}
            />
          }
        >
          <ProcessMap
            document={document}
            result={result}
            picture={picture}
            show={show}
            hidden={hidden}
            lit={lit}
            litSteps={chosen ? new Set(chosen.steps) : null}
            colour={colour}
          />
        </Card>
        <Variants
          document={document}
          result={result}
          colour={colour}
          chosen={chosen?.ref ?? null}
          onChoose={onVariant}
        />
      </div>
      <Card flush title="From one to the next" aside={plural(result.edges.length, 'edge')}>
        <DataTable
          label="From one to the next"
          columns={edgeColumns(document, result)}
          rows={[...result.edges].sort((a, b) => b.count - a.count).slice(0, 100)}
          rowKey={(row) => row.ref}
        />
      </Card>
    </>
  );
}

function edgeColumns(document: ProcessDocument, result: ProcessResult): Column<Edge>[] {
  const leaving = new Map<string, number>();
  for (const edge of result.edges) leaving.set(edge.from, (leaving.get(edge.from) ?? 0) + edge.count);
  return [
    { key: 'from', header: 'From', render: (row) => activityName(result, row.from) },
    { key: 'to', header: 'To', render: (row) => activityName(result, row.to) },
    {
      key: 'people',
      header: 'People',
      align: 'right',
      render: (row) => (
        <Num
          value={count(row.people)}
          people={{
            document,
            ref: row.ref,
            title: `${activityName(result, row.from)} → ${activityName(result, row.to)}`,
          }}
        />
      ),
    },
    { key: 'count', header: 'Times', align: 'right', render: (row) => count(row.count) },
    {
      key: 'share',
      header: 'Of shown',
      align: 'right',
      wideOnly: true,
      render: (row) => share(row.count / Math.max(1, leaving.get(row.from) ?? 0)),
    },
    {
      key: 'times',
      header: 'Median time',
      align: 'right',
      render: (row) => (
        <Num
          value={duration(row.times.median_s)}
          detail={row.times.n > 0 ? `p90 ${duration(row.times.p90_s)}` : undefined}
        />
      ),
    },
  ];
}
