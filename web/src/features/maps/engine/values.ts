import type { Field } from './fields';
import { characters, isBroken } from './text_edit';

export const limits = {
  textCharacters: 10_000, lineBytes: 500, referenceBytes: 100, orderBytes: 100, lines: 50, dataBytes: 20_000, dataDepth: 16, things: 20_000,
  operations: 500, changeBytes: 1024 * 1024,
} as const;

const encoder = new TextEncoder();
export function bytes(text: string): number {
  return encoder.encode(text).length;
}

// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f]/;
// eslint-disable-next-line no-control-regex
const controlsButBreaks = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** What somebody typed or pasted as a text may hold it: one kind of line break, nothing that cannot be seen, at most so long. */
export function asText(typed: string): string {
  const clean = typed.replace(/\r\n?/g, '\n').replace(controlsButBreaks, '').replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
  return clean.length <= limits.textCharacters ? clean : [...clean].slice(0, limits.textCharacters).join('');
}

/** The same for a line: breaks become blanks, and it ends where its bytes do. */
export function asLine(typed: string): string {
  let line = asText(typed).replace(/[\n\t]+/g, ' ').trim();
  while (bytes(line) > limits.lineBytes) line = [...line].slice(0, -1).join('');
  return line;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && !isBroken(value) && characters(value) <= limits.textCharacters && value.search(controlsButBreaks) < 0;
}

function isLine(value: unknown, bytesMax: number = limits.lineBytes): value is string {
  return typeof value === 'string' && !isBroken(value) && bytes(value) <= bytesMax && !controls.test(value);
}

export function isAddress(value: string): boolean {
  return /^(https?:\/\/|mailto:)./s.test(value);
}

function isDate(value: unknown): boolean {
  const found = typeof value === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) : null;
  if (!found) return false;
  const date = new Date(`${found[0]}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(found[0]);
}

function isDeeper(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return depth === 0 || Object.values(value).some((each) => isDeeper(each, depth - 1));
}

function isData(value: unknown): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return !isDeeper(value, limits.dataDepth) && bytes(JSON.stringify(value)) <= limits.dataBytes;
}

/** Where in the value something is that the field may not hold: '' for all of it, '[2]' for the third; null when it is fine. */
export function wrongIn(field: Field, value: unknown): string | null {
  if (value === null) return field.required ? '' : null;
  const fine = (yes: boolean) => (yes ? null : '');
  switch (field.type) {
    case 'text': return fine(isText(value));
    case 'line': return fine(isLine(value));
    case 'link': return fine(isLine(value) && isAddress(value));
    case 'choice': return fine(field.choices?.includes(value as string) ?? false);
    case 'order': return fine(typeof value === 'string' && /^[0-9A-Za-z]{1,100}$/.test(value));
    case 'id': return fine(typeof value === 'string');
    case 'reference': return fine(isLine(value, limits.referenceBytes) && value !== '');
    case 'number': return fine(typeof value === 'number' && value >= (field.least ?? 0) && value <= (field.most ?? 0));
    case 'yes': return fine(typeof value === 'boolean');
    case 'date': return fine(isDate(value));
    case 'lines': return Array.isArray(value) ? wrongLine(value) : '';
    case 'predicate': case 'data': return fine(isData(value));
  }
}

function wrongLine(list: unknown[]): string | null {
  if (list.length > limits.lines) return '';
  const wrong = list.findIndex((one, at) => one === '' || !isLine(one) || list.indexOf(one) < at);
  return wrong < 0 ? null : `[${wrong}]`;
}

/** Whether this is what the field has when it was never set; such a value does not stand in the document. */
export function isDefault(field: Field, value: unknown): boolean {
  switch (field.type) {
    case 'text': case 'line': case 'link': return value === null || value === '';
    case 'choice': return value === null || value === field.choices?.[0];
    case 'yes': return value === null || value === false;
    case 'lines': return value === null || (value as unknown[]).length === 0;
    case 'data': return value === null || Object.keys(value as object).length === 0;
    default: return value === null;
  }
}
