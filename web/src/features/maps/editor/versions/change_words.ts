import { fieldOf, type LaneKind, type MapDocument, type PartName } from '../../engine/fields';
import { categoryWords, evidenceWords, laneKindWords, toneWords } from '../lane_kinds';
import { clipped, laneTitle, stageTitle, stepTitle, thingWords, type PersonaNames } from '../thing_words';
import type { ShownChange } from './shown_difference';

/** One difference of a thing: what it is about, and what stood and stands there; null: nothing, undefined: not said. */
export interface ChangeLine {
  field: string;
  before?: string | null;
  after?: string | null;
}

export interface Names {
  personas?: PersonaNames;
  users?: ReadonlyMap<string, string>;
}

const fieldWords: Record<string, string> = {
  title: 'title', description: 'description', state: 'state', status: 'status', level: 'level', owner: 'owner', review_on: 'next review', review_every_months: 'months between reviews',
  tags: 'tags', template: 'template', counterpart: 'map of the other state', segment: 'segment', period: 'period of the numbers', outcome: 'outcome', feedback: 'events of feedback', goals: 'goals',
  binding: 'binding to data', note: 'note', touchpoint: 'touchpoint', map: 'sub-journey', optional: 'optional', kind: 'kind', collapsed: 'folded', height: 'height', options: 'options',
  to: 'last step it spans', persona: 'persona', text: 'text', value: 'feeling', channel: 'channel', image: 'picture', link: 'link', evidence: 'evidence', source: 'source of the evidence', tone: 'tone',
  moment: 'moment that matters', opportunity: 'opportunity', done: 'done', label: 'label', category: 'group', severity: 'severity', finding: 'finding', colour: 'colour',
};

const states: Record<string, string> = { current: 'current state', future: 'future state', in_review: 'in review' };
const feeling = (value: number) => `${value > 0 ? '+' : ''}${value}`.replace('-', '−');

function choiceWords(part: PartName, field: string, value: string): string {
  if (field === 'evidence') return evidenceWords[value as keyof typeof evidenceWords] ?? value;
  if (field === 'tone') return toneWords[value as keyof typeof toneWords] ?? value;
  if (field === 'category') return categoryWords[value as keyof typeof categoryWords] ?? value;
  if (part === 'lanes' && field === 'kind') return laneKindWords[value as LaneKind]?.title ?? value;
  return states[value] ?? value.replaceAll('_', ' ');
}

/** A value as people say it; null: nothing stands there, undefined: it cannot be said in a word. */
function valueWords(document: MapDocument, part: PartName, field: string, value: unknown, names: Names): string | null | undefined {
  const kind = fieldOf(part, field);
  if (value === undefined || value === null) {
    if (kind?.type === 'choice') return choiceWords(part, field, kind.choices?.[0] ?? '');
    return kind?.type === 'yes' ? 'no' : null;
  }
  switch (kind?.type) {
    case 'text': case 'line': case 'link': case 'date': return String(value);
    case 'choice': return choiceWords(part, field, String(value));
    case 'number': return field === 'value' ? feeling(Number(value)) : String(value);
    case 'yes': return 'yes';
    case 'lines': return (value as string[]).join(', ');
    case 'id': return thingWords(document, { in: kind.of as PartName, id: String(value) }, names.personas).name;
    case 'predicate': {
      const { event, ...more } = value as { event?: unknown };
      return typeof event === 'string' && Object.keys(more).length === 0 ? event : undefined;
    }
    case 'reference': return field === 'owner' ? names.users?.get(String(value)) : field === 'persona' ? names.personas?.get(String(value)) : undefined;
    default: return undefined;
  }
}

/** Where a thing stood and stands, when that changed. */
function moveLine(before: MapDocument, after: MapDocument, change: ShownChange): ChangeLine | null {
  const fields = new Map(change.fields.map((each) => [each.field, each]));
  const place = (document: MapDocument) => {
    if (change.in === 'steps') return stageTitle(document.stages[document.steps[change.id]?.stage ?? '']);
    if (change.in === 'pains') return stepTitle(document.steps[document.pains[change.id]?.step ?? '']);
    const cell = document.cells[change.id];
    return cell ? `${laneTitle(document.lanes[cell.lane])} · ${stepTitle(document.steps[cell.step])}` : '';
  };
  if (['lane', 'step', 'stage'].some((field) => fields.has(field))) return { field: 'moved', before: place(before), after: place(after) };
  return fields.has('order') ? { field: 'moved among its neighbours' } : null;
}

/** What is different about one thing, one line for each field. */
export function changeLines(before: MapDocument, after: MapDocument, change: ShownChange, names: Names = {}): ChangeLine[] {
  const move = moveLine(before, after, change);
  const rest = change.fields
    .filter(({ field }) => !['order', 'lane', 'step', 'stage', 'removed'].includes(field))
    .map((each): ChangeLine => {
      const old = valueWords(before, change.in, each.field, each.before, names);
      const now = valueWords(after, change.in, each.field, each.after, names);
      const field = fieldWords[each.field] ?? each.field;
      return old === undefined || now === undefined ? { field } : { field, before: old, after: now };
    });
  return move ? [move, ...rest] : rest;
}

/** A text cut to where it differs: the same beginning and end are left away but for a few words. */
export interface Differing {
  lead: string;
  different: string;
  tail: string;
}

const aroundMax = 24;
const differentMax = 160;

/** Without the beginning of a word that a text was cut in. */
function beforeLastSpace(text: string): string {
  return text.slice(0, text.lastIndexOf(' ') + 1) || text;
}

/** Without the end of a word that a text was cut in. */
function wholeWords(text: string): string {
  const space = text.indexOf(' ');
  return space < 0 || space === text.length - 1 ? text : text.slice(space + 1);
}

/** Where two texts differ, each with a little of what is around. */
export function differing(before: string, after: string): [Differing, Differing] {
  const [a, b] = [[...before], [...after]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  // Words are changed, not letters of them.
  while (start > 0 && /[\p{L}\p{N}]/u.test(a[start - 1] ?? '')) start -= 1;
  while (end > 0 && /[\p{L}\p{N}]/u.test(a[a.length - end] ?? '')) end -= 1;
  const cut = (text: string[]): Differing => {
    const lead = text.slice(0, start);
    const tail = end === 0 ? [] : text.slice(-end);
    return {
      lead: lead.length > aroundMax ? `…${wholeWords(lead.slice(-aroundMax).join(''))}` : lead.join(''),
      different: clipped(text.slice(start, text.length - end).join(''), differentMax),
      tail: tail.length > aroundMax ? `${beforeLastSpace(tail.slice(0, aroundMax).join(''))}…` : tail.join(''),
    };
  };
  return [cut(a), cut(b)];
}

/** "‘Pays’: note changed from ‘3 methods’ to ‘4 methods’", to be read aloud or copied. */
export function lineSentence({ field, before, after }: ChangeLine): string {
  const quoted = (text: string) => `‘${clipped(text, differentMax)}’`;
  if (before === undefined || after === undefined) return field.startsWith('moved') ? field : `${field} changed`;
  if (field === 'moved') return `moved from ${quoted(before ?? '')} to ${quoted(after ?? '')}`;
  if (before === null) return `${field} added: ${quoted(after ?? '')}`;
  if (after === null) return `${field} taken away: ${quoted(before)}`;
  return `${field} changed from ${quoted(before)} to ${quoted(after)}`;
}
