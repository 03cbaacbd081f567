import type { FrictionFinding, FrictionKind, FrictionStanding, FrictionWorth } from '../../api';
import type { TagTone } from '../../design';
import { count, day, decimal, duration, money, plural, points, share } from '../../design/format';

const newForMs = 14 * 86_400_000;

/** Whether a finding still hurts: "new" began in the last two weeks of the period. */
export function findingTag(
  finding: Pick<FrictionFinding, 'from' | 'to' | 'ongoing'>,
  periodEnd: string,
): { text: string; tone: TagTone } {
  if (!finding.ongoing) {
    return { text: finding.to === null ? 'over' : `over since ${day(finding.to)}`, tone: 'neutral' };
  }
  const age = Date.parse(periodEnd) - Date.parse(finding.from);
  return age <= newForMs ? { text: 'new', tone: 'pain' } : { text: 'ongoing', tone: 'warn' };
}

type Effect = FrictionFinding['effect'];

/** A value of the effect in its unit: "38 %" or "11 min". */
export function inUnit(value: number | null, unit: Effect['unit']): string {
  return unit === 'share' ? share(value) : duration(value);
}

/** "+34 points, 95 % interval 31 to 37" */
export function effectText({ difference, low, high, unit }: Effect): string {
  if (unit === 'share') {
    const ends = [low, high].map((end) => decimal(end * 100, 1));
    return `${points(difference)} points, 95 % interval ${ends[0]} to ${ends[1]}`;
  }
  const sign = difference > 0 ? '+' : '';
  return `${sign}${duration(difference)}, 95 % interval ${duration(low)} to ${duration(high)}`;
}

/** The figure that ranks: money in all when the data has a value, else people. */
export function impactOf(
  finding: Pick<FrictionFinding, 'impact' | 'impact_per_week' | 'people' | 'excess_people' | 'ongoing'>,
  worth: FrictionWorth | null,
): { figure: string; notes: string[] } {
  const people = plural(finding.people, 'person', 'people');
  if (worth === null || finding.impact === null || finding.impact_per_week === null) {
    return {
      figure: count(finding.people),
      notes: ['people', `${count(Math.round(finding.excess_people))} more than usual`],
    };
  }
  const { currency, from } = worth;
  const figure = money(Math.round(finding.impact), currency);
  const unit = currency === null ? [`of ${from}`] : [];
  if (!finding.ongoing) return { figure, notes: [...unit, 'in all', people] };
  const weekly = money(Math.round(finding.impact_per_week), currency);
  return { figure, notes: [...unit, 'so far', `${weekly} a week`, people] };
}

export const kindWords: Record<FrictionKind, string> = {
  error: 'errors',
  drop_off: 'drop-off',
  loop: 'loops',
  backward: 'going back',
  rework: 'rework',
  dead_end: 'dead ends',
  wait: 'waiting',
  contact: 'contact with support',
  missing: 'missing steps',
};

/** "31 % against 12 % usual, +19 points (95 % interval 16 to 22)" */
export function standingText({ share: measured, baseline, excess, low, high }: FrictionStanding): string {
  const ends = [low, high].map((end) => decimal(end * 100, 1));
  return `${share(measured.share)} against ${share(baseline)} usual, ${points(excess)} points (95 % interval ${ends[0]} to ${ends[1]})`;
}

/** The segments of a finding: "platform is ios" */
export function segmentText(segment: FrictionFinding['segment']): string {
  return segment.map(({ property, value }) => `${property} is ${String(value)}`).join(', ');
}
