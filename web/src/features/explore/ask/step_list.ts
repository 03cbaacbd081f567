import type { FunnelStepDocument } from '../../../api';

type Steps = FunnelStepDocument[];

export function movedStep(steps: Steps, from: number, to: number): Steps {
  const step = steps[from];
  if (step === undefined || to < 0 || to >= steps.length) return steps;
  const rest = steps.filter((_, at) => at !== from);
  return [...rest.slice(0, to), step, ...rest.slice(to)];
}

export function withoutStep(steps: Steps, at: number): Steps {
  return steps.filter((_, index) => index !== at);
}

export function withStep(steps: Steps, at: number, step: FunnelStepDocument): Steps {
  return steps.map((each, index) => (index === at ? step : each));
}

/** A name is dropped when the step it described becomes another one, unless a person gave it. */
export function rematched(step: FunnelStepDocument, match: FunnelStepDocument['match'], wordsBefore: string): FunnelStepDocument {
  const { name, ...rest } = step;
  return name === undefined || name === wordsBefore ? { ...rest, match } : { ...rest, name, match };
}
