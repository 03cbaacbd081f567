import { lazy, Suspense, useMemo } from 'react';
import type { Answer, ProcessDocument, QueryDocument, TimedAnswer } from '../../api';
import { PictureSkeleton, useChannelColour } from '../../design';
import { usePeoplePanel } from '../../people/people_context';
import { isExploreKind, type ExploreDocument } from '../explore/ask/explore_search';
import { FunnelPicture } from '../explore/pictures/funnel_picture';
import { Sankey } from '../explore/pictures/sankey';
import { TimeHistogram } from '../explore/pictures/time_histogram';
import { RefineContext, type Refining } from '../explore/refine/refine_context';
import { selectedIn } from '../explore/refine/selected';

// Its layout is loaded with the first map.
const ProcessPicture = lazy(async () => {
  const [{ chooseShown }, { layoutProcess }, { ProcessMap }] = await Promise.all([
    import('../explore/pictures/process_choice'),
    import('../explore/pictures/process_layout'),
    import('../explore/pictures/process_map'),
  ]);
  function Picture({ document, answer }: { document: ProcessDocument; answer: Answer<ProcessDocument> }) {
    const colour = useChannelColour();
    const picture = useMemo(() => layoutProcess(chooseShown(answer.result, {})), [answer.result]);
    return <ProcessMap document={document} result={answer.result} picture={picture} show="count" lit={null} colour={colour} />;
  }
  return { default: Picture };
});
const AnalysisPicture = lazy(() =>
  import('../explore/pictures/analysis_picture').then((module) => ({ default: module.AnalysisPicture })),
);

/** Whether a tile can show it. */
export function isDrawn(document: QueryDocument): document is ExploreDocument {
  return isExploreKind(document.kind);
}

interface TilePictureProps {
  document: ExploreDocument;
  answer: TimedAnswer<QueryDocument>;
  onOpen: () => void;
}

/** The picture that Explore draws, alone; its marks open the people behind them. */
export function TilePicture({ document, answer, onOpen }: TilePictureProps) {
  const panel = usePeoplePanel();
  const refining = useMemo<Refining>(
    () => ({
      selected: null,
      open: (ref) => panel.open(document as QueryDocument, ref, selectedIn(document, answer, ref)?.title),
    }),
    [panel, document, answer],
  );
  return (
    <RefineContext.Provider value={refining}>
      <Suspense fallback={<PictureSkeleton height={180} />}>
        <Picture document={document} answer={answer} onOpen={onOpen} />
      </Suspense>
    </RefineContext.Provider>
  );
}

function Picture({ document, answer, onOpen }: TilePictureProps) {
  if (document.kind === 'paths') {
    return <Sankey document={document} result={(answer as Answer<typeof document>).result} goal={null} onStartHere={onOpen} />;
  }
  if (document.kind === 'funnel') return <FunnelPicture result={(answer as Answer<typeof document>).result} />;
  if (document.kind === 'time-between') return <TimeHistogram result={(answer as Answer<typeof document>).result} />;
  if (document.kind === 'process') return <ProcessPicture document={document} answer={answer as Answer<typeof document>} />;
  return <AnalysisPicture document={document} answer={answer} />;
}
