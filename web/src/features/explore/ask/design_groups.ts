import type { DesignStep } from './design_steps';

/** Where a step stands: in the list, or as a member of the group there. */
export interface StepPlace {
  at: number;
  member?: number;
}

type Steps = DesignStep[];

/** A group of one is that one; an empty one is gone. */
function settled(steps: Steps): Steps {
  return steps.flatMap((step) => {
    if (step.group === undefined || step.group.length > 1) return [step];
    const [only] = step.group;
    if (only === undefined) return [];
    return [{ ...only, ...(step.optional ? { optional: true } : {}), ...(step.repeat ? { repeat: true } : {}) }];
  });
}

const replaced = (steps: Steps, at: number, ...now: Steps): Steps => [...steps.slice(0, at), ...now, ...steps.slice(at + 1)];
const inserted = (steps: Steps, at: number, ...now: Steps): Steps => [...steps.slice(0, at), ...now, ...steps.slice(at)];

function stepAt(steps: Steps, { at, member }: StepPlace): DesignStep | undefined {
  return member === undefined ? steps[at] : steps[at]?.group?.[member];
}

/** Where this very step stands in a list that was made by moving it; none where it was joined with others. */
export function placeOf(steps: Steps, step: DesignStep): StepPlace | null {
  for (const [at, one] of steps.entries()) {
    if (one === step) return { at };
    const member = one.group?.indexOf(step) ?? -1;
    if (member >= 0) return { at, member };
  }
  return null;
}

/** The list without this step, its groups left as they are. */
function taken(steps: Steps, { at, member }: StepPlace): Steps {
  const step = steps[at];
  if (member === undefined || step?.group === undefined) return steps.filter((_, index) => index !== at);
  return replaced(steps, at, { ...step, group: step.group.filter((_, index) => index !== member) });
}

export function changed(steps: Steps, { at, member }: StepPlace, next: DesignStep): Steps {
  const group = steps[at]?.group;
  if (member === undefined || group === undefined) return replaced(steps, at, next);
  return replaced(steps, at, { ...(steps[at] as DesignStep), group: replaced(group, member, next) });
}

export function removed(steps: Steps, place: StepPlace): Steps {
  return settled(taken(steps, place));
}

/** One place earlier (−1) or later (1); a member of a group leaves it on that side. */
export function moved(steps: Steps, place: StepPlace, by: -1 | 1): Steps {
  const step = stepAt(steps, place);
  if (step === undefined) return steps;
  if (place.member !== undefined) return settled(inserted(taken(steps, place), by < 0 ? place.at : place.at + 1, step));
  const to = place.at + by;
  if (to < 0 || to >= steps.length) return steps;
  return inserted(taken(steps, place), to, step);
}

/** What a step brings into a group; a group that may be missing or comes again cannot be part of another. */
function members(step: DesignStep): Steps | null {
  if (step.group === undefined) return [step];
  return step.optional || step.repeat ? null : step.group;
}

/** The step at `place` in any order with the step or group at `onto`. */
export function grouped(steps: Steps, place: StepPlace, onto: number): Steps {
  const step = stepAt(steps, place);
  const target = steps[onto];
  if (step === undefined || target === undefined || place.at === onto) return steps;
  const more = members(step);
  if (more === null) return steps;
  // What stands first in the list stands first in the group.
  const own = target.group ?? [target];
  const group = place.at < onto ? [...more, ...own] : [...own, ...more];
  const joined: DesignStep = target.group ? { ...target, group } : { labels: [], group };
  return settled(taken(replaced(steps, onto, joined), place));
}

/** The steps of a group one after another. */
export function ungrouped(steps: Steps, at: number): Steps {
  const step = steps[at];
  return step?.group === undefined ? steps : replaced(steps, at, ...step.group);
}

/** A step that was dragged before the one at `before`, or with the length of the list to its end. */
export function dropped(steps: Steps, place: StepPlace, before: number): Steps {
  const step = stepAt(steps, place);
  if (step === undefined) return steps;
  const to = place.member === undefined && place.at < before ? before - 1 : before;
  return settled(inserted(taken(steps, place), to, step));
}
