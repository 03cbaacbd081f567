import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useKnownKinds, type Answer, type ProcessDocument, type ProcessResult } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';
import { asDesign } from '../ask/as_design';
import { Card, count, DataTable, duration, Num, plural, share, useChannelColour, type Column } from '../../../design';
import { CountedKind } from '../counted_kind';
import type { View } from '../use_question';
import classes from './pictures.module.css';
import bar from './process.module.css';
import { chooseShown, variantEdges } from './process_choice';
import { layoutProcess } from './process_layout';
import { ProcessMap } from './process_map';
import { ShareSlider } from './process_sliders';
import { activityName } from './process_words';
import { Variants } from './variants';

interface ProcessViewProps {
  document: ProcessDocument;
  answer: Answer<ProcessDocument>;
  show: 'count' | 'time';
  variant: string | null;
  /** The share of activities drawn, that of edges is the document's detail; undefined: as many as read well. */
  activities: number | undefined;
  onLook: (view: View) => void;
  onAsk: (document: ExploreDocument) => void;
}

type Edge = ProcessResult['edges'][number];

export function ProcessView({ document: asked, answer, show, variant, activities, onLook, onAsk }: ProcessViewProps) {
  const { result } = answer;
  const colour = useChannelColour();
  const known = useKnownKinds();
  const document = useMemo(() => ({ ...asked, detail: undefined }), [asked]);
  const chosen = result.variants.find((each) => each.ref === variant);
  const lit = useMemo(() => (chosen ? new Set([...variantEdges(chosen.steps), ...chosen.steps]) : null), [chosen]);
  const given = useMemo(() => ({ activities, edges: asked.detail }), [activities, asked.detail]);
  const [wanted, setWanted] = useState(given);
  useEffect(() => setWanted(given), [given]);
  const shown = useMemo(
    () => chooseShown(result, { ...wanted, activitiesToo: new Set(chosen?.steps), edgesToo: lit ?? undefined }),
    [result, wanted, chosen, lit],
  );
  const picture = useMemo(() => layoutProcess(shown), [shown]);
  const isChanged = activities !== undefined || asked.detail !== undefined;
  const total = result.activities.length;
  return (
    <>
      <div className={classes.beside}>
        <Card
          flush
          title={
            <>
              Process map <CountedKind kind="process" />
            </>
          }
          aside={
            <SegmentedControl
              size="xs"
              aria-label="What the edges show"
              value={show}
              onChange={(value) => onLook({ show: value as 'count' | 'time' })}
              data={[
                { value: 'count', label: 'Frequency' },
                { value: 'time', label: 'Time' },
              ]}
            />
          }
        >
          <div className={bar.bar}>
            <ShareSlider
              label="Activities"
              shown={shown.activities.length}
              of={total}
              value={wanted.activities ?? shown.activities.length / Math.max(1, total)}
              onSlide={(value) => setWanted((before) => ({ ...before, activities: value }))}
              onChange={(value) => onLook({ activities: rounded(value) })}
            />
            <ShareSlider
              label="Edges"
              shown={shown.edges.length}
              of={shown.edgesAmong}
              value={wanted.edges ?? shown.edges.length / Math.max(1, shown.edgesAmong)}
              onSlide={(value) => setWanted((before) => ({ ...before, edges: value }))}
              onChange={(value) => onLook({ detail: rounded(value) })}
            />
            {isChanged && (
              <button type="button" onClick={() => onLook({ activities: undefined, detail: undefined })}>
                As at first
              </button>
            )}
          </div>
          <ProcessMap document={document} result={result} picture={picture} show={show} lit={lit} colour={colour} />
        </Card>
        <Variants
          document={document}
          result={result}
          colour={colour}
          chosen={chosen?.ref ?? null}
          onChoose={(next) => onLook({ variant: next })}
          onDesign={known?.has('conformance') ? (variant) => onAsk(asDesign(asked, result, variant.steps)) : undefined}
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

/** Short enough for an address, fine enough for 300 activities. */
const rounded = (value: number) => Math.round(value * 1000) / 1000;

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
      header: 'Of all leaving',
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
