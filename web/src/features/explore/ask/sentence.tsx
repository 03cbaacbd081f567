import type { ReactNode } from 'react';
import { asProblem } from '../../../api';
import { Sentence } from '../../../design';
import type { ExploreDocument } from './explore_search';
import { AskProblem } from './field_problem';
import { FunnelSentence } from './sentence_funnel';
import { PathsSentence } from './sentence_paths';
import { ProcessSentence } from './sentence_process';
import { TimeSentence } from './sentence_time';

interface AskProps {
  document: ExploreDocument;
  onChange: (document: ExploreDocument, again?: boolean) => void;
  /** What the last answer had against the question. */
  error: unknown;
  foot: ReactNode;
}

/** The question as a sentence whose underlined words are its fields. */
export function Ask({ document, onChange, error, foot }: AskProps) {
  return (
    <AskProblem value={error ? asProblem(error) : null}>
      <Sentence foot={foot}>
        {document.kind === 'paths' && <PathsSentence document={document} onChange={onChange} />}
        {document.kind === 'process' && <ProcessSentence document={document} onChange={onChange} />}
        {document.kind === 'funnel' && <FunnelSentence document={document} onChange={onChange} />}
        {document.kind === 'time-between' && <TimeSentence document={document} onChange={onChange} />}
      </Sentence>
    </AskProblem>
  );
}
