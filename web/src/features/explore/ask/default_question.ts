import type { FunnelStepDocument, JourneyResult, JourneyTouchpoint, Predicate } from '../../../api';
import type { Draft, ExploreDocument } from './explore_search';

/** Longer funnels than this are hard to read as a first question. */
const funnelStepsMost = 5;

const passing = (touchpoint: JourneyTouchpoint) =>
  touchpoint.role === 'step' || touchpoint.role === 'goal';

function main(touchpoints: JourneyTouchpoint[]): JourneyTouchpoint | undefined {
  const steps = touchpoints.filter(passing);
  const choice = steps.length > 0 ? steps : touchpoints;
  return [...choice].sort((a, b) => b.people - a.people || a.order - b.order)[0];
}

function match(touchpoint: JourneyTouchpoint): Predicate {
  const { events } = touchpoint;
  return { event: events.length === 1 ? (events[0] as string) : events };
}

/** A touchpoint of one event reads best by that event's own name. */
function stepOf(touchpoint: JourneyTouchpoint): FunnelStepDocument {
  const named = touchpoint.events.length === 1 ? {} : { name: touchpoint.name };
  return { ...named, match: match(touchpoint) };
}

function goalOf(journey: JourneyResult): JourneyTouchpoint | undefined {
  const all = journey.stages.flatMap((stage) => stage.touchpoints);
  return (
    all.find((touchpoint) => touchpoint.role === 'goal') ??
    all.find((touchpoint) => touchpoint.name === journey.goal || touchpoint.events.includes(journey.goal ?? ''))
  );
}

/** The main touchpoint of each stage, in order, up to the goal. */
export function milestones(journey: JourneyResult): JourneyTouchpoint[] {
  const goal = goalOf(journey);
  const found: JourneyTouchpoint[] = [];
  for (const stage of journey.stages) {
    const holdsGoal = goal !== undefined && stage.touchpoints.includes(goal);
    const others = stage.touchpoints.filter((touchpoint) => touchpoint !== goal);
    const next = main(holdsGoal ? others.filter(passing) : others);
    if (next) found.push(next);
    if (holdsGoal) return [...found.slice(0, funnelStepsMost - 1), goal];
  }
  return found.slice(0, funnelStepsMost);
}

function pair(steps: JourneyTouchpoint[]): { from: Predicate; to: Predicate } | null {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last || first === last) return null;
  return { from: match(first), to: match(last) };
}

/** From the first of the journey to the last, with anything between. */
function patternOf(first: JourneyTouchpoint | undefined, last: JourneyTouchpoint | undefined): string {
  const word = (touchpoint: JourneyTouchpoint | undefined) => touchpoint && `"${(touchpoint.events[0] ?? '').replace(/[\\"]/g, '\\$&')}"`;
  const words = [word(first), first === last ? undefined : word(last)].filter((each) => each !== undefined);
  return words.length === 0 ? 'any' : words.join(' then ');
}

const hasPaths = (draft: Draft) => ['steps', 'start', 'end', 'around'].some((name) => draft[name] !== undefined);

/** Whether a question can be asked as it stands, without looking at the data. */
export function isWhole(draft: Draft): boolean {
  if (draft.kind === 'paths') return hasPaths(draft);
  if (draft.kind === 'process') return true;
  if (draft.kind === 'funnel') return Array.isArray(draft.steps);
  return (needed[draft.kind] ?? []).every((name) => draft[name] !== undefined);
}

/** The fields without which a question of the kind says nothing. */
const needed: Partial<Record<Draft['kind'], string[]>> = {
  'time-between': ['from', 'to'],
  conformance: ['journey'],
  next: ['from'],
  retention: ['start'],
  trend: ['measures'],
  drivers: ['outcome'],
  attribution: ['conversion'],
  pattern: ['pattern'],
};

/** What a kind is first asked with where the field's own default reads badly over half a year. */
export const opening: Partial<Record<Draft['kind'], Record<string, unknown>>> = { lifecycle: { bucket: 'week' } };

/** The question with what is missing filled in from the discovered journey. */
export function completed(draft: Draft, journey: JourneyResult | undefined): ExploreDocument {
  if (isWhole(draft)) return draft as unknown as ExploreDocument;
  const steps = journey ? milestones(journey) : [];
  const filled = (): Record<string, unknown> => {
    if (draft.kind === 'paths') {
      return { steps: 5, ...(steps[0] ? { start: match(steps[0]) } : {}), loops: 'collapse' };
    }
    if (draft.kind === 'funnel') return { steps: steps.map(stepOf) };
    const [first, last] = [steps[0], steps.at(-1)];
    if (draft.kind === 'retention') return { start: first ? match(first) : {}, bucket: 'week', periods: 8 };
    if (draft.kind === 'trend') return { measures: (last ? [{ match: match(last) }] : [{}]) as unknown[], bands: true };
    if (draft.kind === 'drivers') return { outcome: last ? match(last) : {} };
    if (draft.kind === 'attribution') return { conversion: last ? match(last) : {} };
    if (draft.kind === 'pattern') return { pattern: patternOf(first, last) };
    if (draft.kind === 'next') return { from: first ? match(first) : {} };
    if (draft.kind === 'conformance') return { journey: steps.flatMap((step) => step.events[0] ?? []) };
    const ends = pair(steps);
    return ends ?? { from: {}, to: {} };
  };
  return { ...filled(), ...draft } as unknown as ExploreDocument;
}

/** Why a question cannot be asked yet; null when it can. */
export function whatIsMissing(document: ExploreDocument): string | null {
  const isSet = (predicate: Predicate | undefined) => predicate && Object.keys(predicate).length > 0;
  if (document.kind === 'funnel' && document.steps.length < 2) {
    return 'A funnel needs two steps or more.';
  }
  if (document.kind === 'time-between' && (!isSet(document.from) || !isSet(document.to))) {
    return 'Choose where the time begins and where it ends.';
  }
  if (document.kind === 'retention' && !isSet(document.start)) return 'Choose what people have to do first.';
  if (document.kind === 'next' && !isSet(document.from)) return 'Choose what it is that something comes after.';
  if (document.kind === 'conformance' && Array.isArray(document.journey) && document.journey.length === 0) {
    return 'Add the steps the journey was designed with.';
  }
  if (document.kind === 'drivers' && !isSet(document.outcome)) return 'Choose the outcome to be explained.';
  if (document.kind === 'attribution' && !isSet(document.conversion)) return 'Choose the conversion that earns the credit.';
  if (document.kind === 'pattern' && document.pattern === '') return 'Write the pattern to look for.';
  return null;
}
