import { createContext, useContext, type ReactNode } from 'react';
import type { Predicate, Range } from '../../../api';
import { PeriodControl } from './period_control';
import { PredicateControl } from './predicate_control';
import type { ExploreDocument } from './explore_search';

export interface SentenceProps<Document extends ExploreDocument> {
  document: Document;
  onChange: (document: Document, again?: boolean) => void;
}

interface Shared {
  range?: Range;
  where?: Predicate;
  who?: Predicate;
}

interface CommonProps<Document extends ExploreDocument> extends SentenceProps<Document> {
  part: 'who' | 'range';
}

/** The words every question has: who, and when. */
export function Common<Document extends ExploreDocument & Shared>(props: CommonProps<Document>) {
  const { part, document, onChange } = props;
  if (part === 'range') {
    return <PeriodControl value={document.range} onChange={(range) => onChange({ ...document, range })} />;
  }
  return (
    <PredicateControl
      field="who"
      label="Who"
      none="everyone"
      about="customers"
      first="trait"
      value={document.who}
      onChange={(who, again) => onChange({ ...document, who }, again)}
    />
  );
}

/** With whom the answer is compared: the last words of every question. */
export const VersusWords = createContext<ReactNode>(null);

/** Which events are looked at, and with whom the answer is compared. */
export function Where<Document extends ExploreDocument & Shared>({ document, onChange }: SentenceProps<Document>) {
  return (
    <>
      <PredicateControl
        field="where"
        label="Events looked at"
        none="all events"
        value={document.where}
        onChange={(where, again) => onChange({ ...document, where }, again)}
      />
      {useContext(VersusWords)}
    </>
  );
}
