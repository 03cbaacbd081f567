import { lazy, Suspense, useMemo } from 'react';
import type { Answer, ProcessDocument, QueryDocument, TimedAnswer } from '../../api';
import { PictureSkeleton, useChannelColour } from '../../design';
import { isExploreKind, type ExploreDocument } from '../explore/ask/explore_search';
import { FunnelPicture } from '../explore/pictures/funnel_picture';
import { Sankey } from '../explore/pictures/sankey';
import { TimeHistogram } from '../explore/pictures/time_histogram';

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

/** Whether a tile can show it. */
export function isDrawn(document: QueryDocument): document is ExploreDocument {
  return isExploreKind(document.kind);
}

interface TilePictureProps {
  document: ExploreDocument;
  answer: TimedAnswer<QueryDocument>;
  onOpen: () => void;
}

/** The picture that Explore draws, alone. */
export function TilePicture({ document, answer, onOpen }: TilePictureProps) {
  if (document.kind === 'paths') {
    return <Sankey document={document} result={(answer as Answer<typeof document>).result} goal={null} onStartHere={onOpen} />;
  }
  if (document.kind === 'funnel') {
    return <FunnelPicture document={document} result={(answer as Answer<typeof document>).result} />;
  }
  if (document.kind === 'time-between') {
    return <TimeHistogram document={document} result={(answer as Answer<typeof document>).result} />;
  }
  return (
    <Suspense fallback={<PictureSkeleton height={180} />}>
      <ProcessPicture document={document} answer={answer as Answer<typeof document>} />
    </Suspense>
  );
}
