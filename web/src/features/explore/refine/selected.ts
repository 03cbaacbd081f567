import type { Answer, FunnelStepDocument, Predicate, QueryDocument } from '../../../api';
import type { ExploreDocument } from '../ask/explore_search';
import type { Rule } from './rule';
import { selectedInConformance, selectedInNext } from './selected_conformance';
import { selectedAnywhere, selectedInAttribution, selectedInDrivers, selectedInPattern, selectedInTransitions } from './selected_analysis';
import { selectedInFunnel } from './selected_funnel';
import { selectedInPaths } from './selected_paths';
import { selectedInProcess } from './selected_process';
import { selectedInTime } from './selected_time';

/** A mark of a picture, and what can be asked on from it. */
export interface Selected {
  /** Names the people behind it. */
  ref: string;
  title: string;
  /** How many customers, where the picture says so. */
  people: number | null;
  /** The rule nearest to being among them; null where no rule says anything about it. */
  rule: Rule | null;
  /** The event it comes from and the event it leads to; a node has only where it is. */
  from?: Predicate;
  to?: Predicate;
  /** The way there from where the picture begins. */
  steps?: FunnelStepDocument[];
}

type Of<Kind extends ExploreDocument['kind']> = Extract<ExploreDocument, { kind: Kind }>;
type Reader<Kind extends ExploreDocument['kind']> = (
  document: Of<Kind>,
  result: Answer<Of<Kind>>['result'],
  ref: string,
) => Selected | null;

const readers: { [Kind in ExploreDocument['kind']]?: Reader<Kind> } = {
  paths: selectedInPaths,
  process: selectedInProcess,
  funnel: selectedInFunnel,
  'time-between': selectedInTime,
  transitions: selectedInTransitions,
  drivers: selectedInDrivers,
  attribution: selectedInAttribution,
  pattern: selectedInPattern,
  conformance: selectedInConformance,
  next: selectedInNext,
};

/** The mark behind a ref of this answer; null when the answer has none of that name. */
export function selectedIn(document: ExploreDocument, answer: Answer<QueryDocument>, ref: string): Selected | null {
  if (answer.kind !== document.kind) return null;
  const read = readers[document.kind] as Reader<ExploreDocument['kind']> | undefined;
  return read?.(document as never, answer.result as never, ref) ?? selectedAnywhere(answer.result, ref);
}
