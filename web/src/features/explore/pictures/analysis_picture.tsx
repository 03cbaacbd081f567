import type { Answer, QueryDocument } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';
import { DesignPicture } from './conformance/design_picture';
import { CreditTable } from './drivers/attribution_view';
import { DriversForest } from './drivers/drivers_view';
import { NextPicture } from './next_view';
import { PatternNeighbours } from './pattern/pattern_view';
import { LifecyclePicture } from './retention/lifecycle_view';
import { RetentionPicture } from './retention/retention_picture';
import { DaysHistogram, lastWhole } from './retention/stickiness_view';
import { TransitionsMatrix } from './transitions_view';
import { SessionsPicture } from './trend/sessions_view';
import { TrendPicture } from './trend/trend_view';

interface AnalysisPictureProps {
  document: ExploreDocument;
  answer: Answer<QueryDocument>;
}

/** What AnalysisView draws first, without its figures and tables: for where there is room for one thing. */
export function AnalysisPicture({ document, answer }: AnalysisPictureProps) {
  const result = answer.result as never;
  if (document.kind === 'conformance') return <DesignPicture result={result} />;
  if (document.kind === 'next') return <NextPicture result={result} />;
  if (document.kind === 'transitions') return <TransitionsMatrix result={result} />;
  if (document.kind === 'retention') return <RetentionPicture result={result} />;
  if (document.kind === 'lifecycle') return <LifecyclePicture {...(answer as Answer<typeof document>).result} />;
  if (document.kind === 'stickiness') {
    const period = lastWhole((answer as Answer<typeof document>).result.periods);
    return period ? <DaysHistogram period={period} /> : null;
  }
  if (document.kind === 'trend') return <TrendPicture document={document} result={result} />;
  if (document.kind === 'sessions') return <SessionsPicture result={result} />;
  if (document.kind === 'drivers') return <DriversForest result={result} />;
  if (document.kind === 'attribution') return <CreditTable result={result} />;
  if (document.kind === 'pattern') return <PatternNeighbours result={result} />;
  return null;
}
