import type { ReactNode } from 'react';
import { asProblem } from '../../../api';
import { Sentence } from '../../../design';
import { VersusWords } from './common_words';
import type { ExploreDocument } from './explore_search';
import { AskProblem } from './field_problem';
import { AttributionSentence, DriversSentence } from './sentence_drivers';
import { ConformanceSentence, NextSentence } from './sentence_conformance';
import { FunnelSentence } from './sentence_funnel';
import { PathsSentence } from './sentence_paths';
import { PatternSentence } from './sentence_pattern';
import { ProcessSentence } from './sentence_process';
import { LifecycleSentence, RetentionSentence, StickinessSentence } from './sentence_retention';
import { TimeSentence } from './sentence_time';
import { TransitionsSentence } from './sentence_transitions';
import { SessionsSentence, TrendSentence } from './sentence_trend';

interface AskProps {
  document: ExploreDocument;
  onChange: (document: ExploreDocument, again?: boolean) => void;
  /** What the last answer had against the question. */
  error: unknown;
  foot: ReactNode;
  /** With whom the answer is compared, as the last words. */
  versus?: ReactNode;
}

/** The question as a sentence whose underlined words are its fields. */
export function Ask({ document, onChange, error, foot, versus }: AskProps) {
  return (
    <AskProblem value={error ? asProblem(error) : null}>
      <VersusWords value={versus}>
        <Sentence foot={foot}>
          {document.kind === 'paths' && <PathsSentence document={document} onChange={onChange} />}
          {document.kind === 'process' && <ProcessSentence document={document} onChange={onChange} />}
          {document.kind === 'funnel' && <FunnelSentence document={document} onChange={onChange} />}
          {document.kind === 'time-between' && <TimeSentence document={document} onChange={onChange} />}
          {document.kind === 'next' && <NextSentence document={document} onChange={onChange} />}
          {document.kind === 'conformance' && <ConformanceSentence document={document} onChange={onChange} />}
          {document.kind === 'transitions' && <TransitionsSentence document={document} onChange={onChange} />}
          {document.kind === 'retention' && <RetentionSentence document={document} onChange={onChange} />}
          {document.kind === 'lifecycle' && <LifecycleSentence document={document} onChange={onChange} />}
          {document.kind === 'stickiness' && <StickinessSentence document={document} onChange={onChange} />}
          {document.kind === 'trend' && <TrendSentence document={document} onChange={onChange} />}
          {document.kind === 'sessions' && <SessionsSentence document={document} onChange={onChange} />}
          {document.kind === 'drivers' && <DriversSentence document={document} onChange={onChange} />}
          {document.kind === 'attribution' && <AttributionSentence document={document} onChange={onChange} />}
          {document.kind === 'pattern' && <PatternSentence document={document} onChange={onChange} />}
        </Sentence>
      </VersusWords>
    </AskProblem>
  );
}
