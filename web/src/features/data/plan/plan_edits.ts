import type {
  CollectedEvent,
  CollectedEventDetail,
  PlanEdit,
  PlanEvent,
  PlanProperty,
  PlanType,
  SeenProperty,
  TrackingPlan,
} from '../../../api';

/** Every edit leads to the same when it is made twice, as edits are made again on a newer plan. */

export const planTypes: PlanType[] = ['any', 'text', 'number', 'boolean', 'time', 'list', 'object'];

export function emptyEvent(name: string): PlanEvent {
  return { name, description: '', planned: false, blocked: false, show_as: null, on_violation: 'warn', properties: [] };
}

export function eventOf(plan: TrackingPlan | undefined, name: string): PlanEvent | undefined {
  return plan?.events.find((event) => event.name === name);
}

/** An event stands in the plan for what is said of it; when nothing is, it does not. */
function saysSomething(event: PlanEvent): boolean {
  return event.planned || event.blocked || event.show_as !== null;
}

export function changeEvent(name: string, part: Partial<Omit<PlanEvent, 'name'>>): PlanEdit {
  return (plan) => {
    const before = eventOf(plan, name);
    const after = { ...(before ?? emptyEvent(name)), ...part };
    const events = before ? plan.events.map((event) => (event.name === name ? after : event)) : [...plan.events, after];
    return { ...plan, events: events.filter(saysSomething) };
  };
}

export const setBlocked = (name: string, blocked: boolean): PlanEdit => changeEvent(name, { blocked });

/** Shows an event under another name; its own name, or nothing, takes that back. */
export function setShownAs(name: string, shownAs: string | null): PlanEdit {
  const wanted = shownAs?.trim() ?? '';
  return changeEvent(name, { show_as: wanted === '' || wanted === name ? null : wanted });
}

export const unplan = (name: string): PlanEdit =>
  changeEvent(name, { planned: false, description: '', properties: [], on_violation: 'warn' });

/** What the plan said of an event before, or nothing at all: the way back from any edit of it. */
export function restoreEvent(name: string, before: PlanEvent | undefined): PlanEdit {
  return (plan) => {
    const there = plan.events.some((event) => event.name === name);
    if (!before) return { ...plan, events: plan.events.filter((event) => event.name !== name) };
    const events = there ? plan.events.map((event) => (event.name === name ? before : event)) : [...plan.events, before];
    return { ...plan, events };
  };
}

export const setUnplanned = (unplanned: TrackingPlan['unplanned']): PlanEdit => (plan) => ({ ...plan, unplanned });

/** Changes a rule, adds it when it is new, and takes it out with null. */
export function setProperty(event: string, name: string, part: Partial<PlanProperty> | null): PlanEdit {
  return (plan) => {
    const properties = eventOf(plan, event)?.properties ?? [];
    if (part === null) return changeEvent(event, { properties: properties.filter((one) => one.name !== name) })(plan);
    const before = properties.find((one) => one.name === name);
    const wanted = part.name ?? name;
    // Renamed already, or the new name is taken: nothing is left to do.
    if (wanted !== name && properties.some((one) => one.name === wanted)) return plan;
    const after = { ...(before ?? { name, type: 'any' as const, required: false, values: [] }), ...part };
    const next = before ? properties.map((one) => (one === before ? after : one)) : [...properties, after];
    return changeEvent(event, { planned: true, properties: next })(plan);
  };
}

/** The rule that what was seen of a property suggests. */
export function proposedRule(seen: SeenProperty): PlanProperty {
  const types = seen.types.map(({ type }) => type).filter((type) => type !== 'null');
  const only = types.length === 1 ? types[0] : undefined;
  const isNull = seen.types.some(({ type }) => type === 'null');
  return { name: seen.name, type: only ?? 'any', required: seen.fill >= 1 && !isNull, values: [] };
}

/** Plans an event with rules for what is seen of it; rules it has already stay. */
export function planSeen(seen: Pick<CollectedEventDetail, 'name' | 'properties'>): PlanEdit {
  return (plan) => {
    const before = eventOf(plan, seen.name)?.properties ?? [];
    const known = new Set(before.map(({ name }) => name));
    const added = seen.properties.filter(({ name }) => !known.has(name)).map(proposedRule);
    return changeEvent(seen.name, { planned: true, properties: [...before, ...added] })(plan);
  };
}

export const planAllSeen = (seen: Pick<CollectedEventDetail, 'name' | 'properties'>[]): PlanEdit => (plan) =>
  seen.reduce((now, one) => planSeen(one)(now), plan);

export const replacePlan = (by: TrackingPlan): PlanEdit => () => by;

/** Events of the catalogue with what the plan on the screen says of them, saved or about to be. */
export function withPlan<E extends CollectedEvent>(events: E[], plan: TrackingPlan | undefined): E[] {
  if (!plan) return events;
  const said = new Map(plan.events.map((event) => [event.name, event]));
  return events.map((event) => {
    const { show_as: shown, planned, blocked } = said.get(event.name) ?? emptyEvent(event.name);
    return { ...event, shown_as: shown ?? event.name, planned, blocked };
  });
}
