import type { JourneyResult, Predicate } from '../../api';

export interface StartingPoint {
  name: string;
  /** Why one would want it. */
  why: string;
  rule: Predicate;
}

type Touchpoint = Pick<JourneyResult['stages'][number]['touchpoints'][number], 'events' | 'role' | 'count'>;

const signUp = /sign(ed)?[ _-]?up|register|account[ _-]created|subscribed|joined/i;
const mostShown = 3;

/** Segments that the events in the data are good for; what nothing in them stands for is left out. */
export function startingPoints(events: string[], goal: string | null, touchpoints: Touchpoint[]): StartingPoint[] {
  const points: StartingPoint[] = [];
  const joined = events.find((name) => signUp.test(name));
  const most = (role: Touchpoint['role']) =>
    touchpoints.filter((one) => one.role === role && one.events.length > 0).toSorted((a, b) => b.count - a.count)[0]?.events[0];
  if (goal !== null) {
    points.push({
      name: `${goal} in the last 30 days`,
      why: 'Whoever reached the goal lately; they leave by themselves as time passes.',
      rule: { did: { event: goal }, at_least: 1, within: '30d' },
    });
    points.push(
      joined !== undefined && joined !== goal
        ? {
            name: `${joined}, never ${goal}`,
            why: 'Began, and did not get there.',
            rule: { all: [{ did: { event: joined }, at_least: 1 }, { did: { event: goal }, at_most: 0 }] },
          }
        : { name: `Never ${goal}`, why: 'Everybody who has not got there yet.', rule: { did: { event: goal }, at_most: 0 } },
    );
    points.push({
      name: `${goal} twice, not in the last 60 days`,
      why: 'Came back once, and may be about to leave.',
      rule: { all: [{ did: { event: goal }, at_least: 2 }, { did: { event: goal }, at_most: 0, within: '60d' }] },
    });
  }
  const [error, contact] = [most('error'), most('contact')];
  if (error !== undefined && contact !== undefined) {
    points.push({
      name: `${error}, then ${contact} within 7 days`,
      why: 'Met an error and asked for help soon after.',
      rule: { sequence: [{ event: error }, { event: contact }], within: '7d' },
    });
  }
  for (const name of events) {
    if (points.length >= mostShown) break;
    if (name === goal) continue;
    points.push({
      name: `${name} in the last 30 days`,
      why: 'Whoever did it lately; they leave by themselves as time passes.',
      rule: { did: { event: name }, at_least: 1, within: '30d' },
    });
  }
  // The sequence is shown even where three others are.
  return points.length > mostShown ? [...points.slice(0, mostShown - 1), points.at(-1)!] : points;
}
