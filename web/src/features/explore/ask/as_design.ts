import type { ConformanceDocument, ProcessDocument, ProcessResult } from '../../../api';

/** Ways longer than this are no design that a person reads. */
const stepsMost = 60;

/** The question whether journeys go the way of some activities of a process map, in its words. */
export function asDesign(document: ProcessDocument, result: ProcessResult, steps: string[]): ConformanceDocument {
  const label = (id: string) => result.activities.find((each) => each.id === id)?.label ?? id;
  const { by, hide, per, range, where, who } = document;
  return {
    kind: 'conformance',
    journey: steps.slice(0, stepsMost).map(label),
    ...(by === undefined ? {} : { by }),
    ...(hide === undefined ? {} : { hide }),
    ...(per === undefined ? {} : { per }),
    ...(range === undefined ? {} : { range }),
    ...(where === undefined ? {} : { where }),
    ...(who === undefined ? {} : { who }),
  };
}
