import type { Archetype, ArchetypeDifference, PersonaDraft, Predicate, SegmentDraft } from '../../../api';
import { count, day, decimal, share } from '../../../design';

const behavioursMax = 5;

const times = (mean: number) => (mean >= 10 ? count(Math.round(mean)) : decimal(mean));

/** What a group does unlike everybody else: what it is, and how it compares. */
export function differenceWords({ name, of, share: here, share_elsewhere: elsewhere, mean, mean_elsewhere: meanElsewhere }: ArchetypeDifference): { what: string; how: string } {
  if (of === 'rhythm' && name === 'days') return { what: 'Days', how: `here on ${times(mean ?? 0)} days each, ${times(meanElsewhere ?? 0)} elsewhere` };
  if (of === 'rhythm')
    return { what: name === 'evenings' ? 'Evenings' : 'Weekends', how: `${share(mean)} of what they do is ${name === 'evenings' ? 'in the evening' : 'at the weekend'}, ${share(meanElsewhere)} elsewhere` };
  return { what: of === 'channel' ? `Channel ${name}` : name, how: `${share(here.share)} do, ${share(elsewhere.share)} elsewhere; ${times(mean ?? 0)} times each, ${times(meanElsewhere ?? 0)} elsewhere` };
}

/** The same as one sentence. */
export function differenceText(difference: ArchetypeDifference): string {
  const { what, how } = differenceWords(difference);
  return `${what}: ${how}`;
}

/** What somebody might call the group, from what it does most of. */
export function hintOf(group: Archetype): string {
  const more = group.differences.filter(({ of, difference }) => difference > 0 && of !== 'rhythm').slice(0, 2);
  return more.length === 0 ? 'Those who do little' : `Those of ${more.map(({ name }) => name).join(' and ')}`;
}

/** The rule of the group's segment: within the segment that it was looked for in, if any. */
export function ruleOf(group: Archetype, among: string | undefined): Predicate | null {
  if (!group.rule) return null;
  return among ? { all: [{ segment: among }, group.rule.who] } : group.rule.who;
}

export function segmentOf(name: string, group: Archetype, among: string | undefined): SegmentDraft | null {
  const rule = ruleOf(group, among);
  if (!rule || !group.rule) return null;
  const { sentence, precision, recall } = group.rule;
  return {
    name, kind: 'rule', rule,
    description: `${sentence}. Of those whom this describes ${share(precision.share)} are of the group that was found; it has ${share(recall.share)} of the group.`,
  };
}

/** What is known of the persona before anybody has written anything. */
export function personaOf(name: string, group: Archetype, segment: string | null, place: number, found: { people: number; at: string }): Partial<PersonaDraft> & { name: string } {
  const behaviours = group.differences.slice(0, behavioursMax).map(differenceText);
  return {
    name, segment, behaviours,
    colour: place % 8,
    evidence: 'measured',
    source: `A group of ${count(group.people)} of ${count(found.people)} customers by what they do, ${day(found.at)}`,
  };
}
