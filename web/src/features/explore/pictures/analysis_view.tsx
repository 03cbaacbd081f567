import type { Answer, QueryDocument } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';
import { ConformanceView } from './conformance/conformance_view';
import { AttributionView } from './drivers/attribution_view';
import { DriversView } from './drivers/drivers_view';
import { NextView } from './next_view';
import { PatternView } from './pattern/pattern_view';
import { LifecycleView } from './retention/lifecycle_view';
import { RetentionView } from './retention/retention_view';
import { StickinessView } from './retention/stickiness_view';
import { TransitionsView } from './transitions_view';
import { SessionsView } from './trend/sessions_view';
import { TrendView } from './trend/trend_view';

interface AnalysisViewProps {
  document: ExploreDocument;
  answer: Answer<QueryDocument>;
  /** Another question, made from this one's answer. */
  onAsk: (document: ExploreDocument) => void;
}

/** The pictures that are loaded when one of them is first asked for. */
export function AnalysisView({ document, answer: given, onAsk }: AnalysisViewProps) {
  const answer = given as Answer<never>;
  if (document.kind === 'conformance') return <ConformanceView document={document} answer={answer} onAsk={onAsk} />;
  if (document.kind === 'next') return <NextView document={document} answer={answer} />;
  if (document.kind === 'transitions') return <TransitionsView document={document} answer={answer} />;
  if (document.kind === 'retention') return <RetentionView document={document} answer={answer} />;
  if (document.kind === 'lifecycle') return <LifecycleView document={document} answer={answer} />;
  if (document.kind === 'stickiness') return <StickinessView document={document} answer={answer} />;
  if (document.kind === 'trend') return <TrendView document={document} answer={answer} />;
  if (document.kind === 'sessions') return <SessionsView document={document} answer={answer} />;
  if (document.kind === 'drivers') return <DriversView document={document} answer={answer} />;
  if (document.kind === 'attribution') return <AttributionView document={document} answer={answer} />;
  if (document.kind === 'pattern') return <PatternView document={document} answer={answer} />;
  return null;
}
