import type { JourneyResult, Predicate } from '../../../api';
import type { Selected } from './selected';

/** What a mark stands for, by name. */
export interface Places {
  events: string[];
  touchpoints: string[];
  stages: string[];
}

const list = (names: string | string[]) => (Array.isArray(names) ? names : [names]);

function add(predicate: Predicate, places: Places): boolean {
  if ('event' in predicate) places.events.push(...list(predicate.event));
  else if ('touchpoint' in predicate) places.touchpoints.push(...list(predicate.touchpoint));
  else if ('stage' in predicate) places.stages.push(...list(predicate.stage));
  else if ('any' in predicate && Array.isArray(predicate.any)) return predicate.any.every((part: Predicate) => add(part, places));
  else return false;
  return true;
}

/** Null where a mark is told by anything but names of events, touchpoints and stages. */
export function placesOf({ from, to }: Pick<Selected, 'from' | 'to'>): Places | null {
  const places: Places = { events: [], touchpoints: [], stages: [] };
  const ends = [from, to].filter((end) => end !== undefined);
  return ends.length > 0 && ends.every((end) => add(end, places)) ? places : null;
}

/** The names of the events of these places in a journey, each once. */
export function eventsOf({ events, touchpoints, stages }: Places, journey: Pick<JourneyResult, 'stages'> | undefined): string[] {
  const inside = (journey?.stages ?? []).flatMap((stage) =>
    stage.touchpoints.filter((each) => stages.includes(stage.name) || touchpoints.includes(each.name)).flatMap((each) => each.events),
  );
  return [...new Set([...events, ...inside])];
}
