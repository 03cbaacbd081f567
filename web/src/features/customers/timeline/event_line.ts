import type { CustomerEvent, EventName, TraitChange, Traits } from '../../../api';
import { decimal, money } from '../../../design/format_number';
import { mainProperties } from './main_properties';

/** So many changed traits stand in one line. */
const mostChanges = 3;
const longestValue = 40;

export interface EventLine {
  /** Beside the name: the amount, the path, the score. */
  fact: { text: string; strong: boolean } | null;
  /** Below it, in the quieter ink. */
  line: string;
  /** The customer's own words. */
  voice: string | null;
}

/** The one fact an event is looked at for, and what else tells it from its neighbours. */
export function eventLine(event: CustomerEvent, name: EventName, traits: Traits | undefined): EventLine {
  const { summary } = event;
  const line = lineOf(event, name, traits);
  return { fact: factOf(event, name), line: line === '' ? fallbackLine(name) : line, voice: summary.comment ?? null };
}

/** While the properties are on their way, and for events that have none. */
export function fallbackLine({ stage, touchpoint, event, type }: EventName): string {
  const known = [stage, touchpoint === event ? null : touchpoint].filter((text) => text !== null);
  return known.length > 0 ? known.join(' · ') : type;
}

function factOf({ summary }: CustomerEvent, { kind }: EventName): EventLine['fact'] {
  if (kind === 'purchase' && summary.amount !== undefined) {
    return { text: summary.currency ? money(summary.amount, summary.currency) : decimal(summary.amount, 2), strong: true };
  }
  if (kind === 'page' && (summary.path ?? summary.title) !== undefined) {
    return { text: summary.path ?? summary.title ?? '', strong: false };
  }
  if (kind === 'survey' && summary.score !== undefined) {
    const score = decimal(summary.score, 1);
    return { text: summary.score_max === undefined ? score : `${score} of ${decimal(summary.score_max, 1)}`, strong: true };
  }
  if (kind === 'case' && summary.reference !== undefined) return { text: summary.reference, strong: false };
  return null;
}

function lineOf({ summary, properties }: CustomerEvent, { kind }: EventName, traits: Traits | undefined): string {
  if (kind === 'identify') {
    // Only events that could be followed have changes; the rest just says what it holds.
    if (summary.changes) return changesLine(summary.changes);
    return mainProperties(properties).join(' · ') || 'Nothing changed';
  }
  const first = kind === 'error' ? summary.reason : kind === 'message' || kind === 'case' ? summary.subject : kind === 'page' ? summary.title : undefined;
  const more = kind === 'case' && summary.status !== undefined ? [summary.status] : [];
  const said = new Set([first, ...more, summary.amount, summary.score, summary.path, summary.comment, summary.reference].map(asText));
  const rest = Object.fromEntries(Object.entries(properties).filter(([, value]) => !said.has(asText(value)) && !isPathOf(value, summary.path)));
  return [...(first === undefined || first === summary.path ? [] : [first]), ...more, ...mainProperties(rest, traits)].join(' · ');
}

/** "plan free → pro · city Bonn" */
export function changesLine(changes: TraitChange[]): string {
  const shown = changes.slice(0, mostChanges).map(({ trait, before, after }) => {
    const name = trait.replace(/[_.:]+/g, ' ').trim();
    return before === null ? `${name} ${plain(after)}` : `${name} ${plain(before)} → ${plain(after)}`;
  });
  const more = changes.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(' · ');
}

function plain(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

function asText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function isPathOf(value: unknown, path: string | undefined): boolean {
  return path !== undefined && path !== '/' && typeof value === 'string' && value.includes(path);
}
