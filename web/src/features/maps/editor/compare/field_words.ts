import type { Cell, Pain } from '../../engine/fields';

const words: Record<string, string> = {
  value: 'feeling', touchpoint: 'touchpoint', binding: 'bound to data', channel: 'channel', image: 'picture', link: 'link', evidence: 'evidence', source: 'source', tone: 'tone', moment: 'moment that matters',
  done: 'done', category: 'group', severity: 'severity', finding: 'finding',
};

/** What a field of a card is called among people. */
export function fieldWord(field: string): string {
  return words[field] ?? field;
}

const long = 60;

/** What a field holds, in few words. */
export function fieldText(card: Cell | Pain | null, field: string): string {
  const value = (card as Record<string, unknown> | null)?.[field];
  if (value === undefined || value === null || value === '') return field === 'evidence' ? 'not said' : 'none';
  if (value === true) return 'yes';
  if (field === 'image') return 'another one';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value).replace(/_/g, ' ');
  return text.length > long ? `${text.slice(0, long)}…` : text;
}
