import type { UnmappedInput, WebhookPreset } from '../../../api';
import { prettyJson } from '../sources/live_list';
import { headerLines } from './json_text';

export interface Example {
  headers: string;
  body: string;
}

const generic: Example = {
  headers: 'content-type: application/json',
  body: JSON.stringify({ type: 'order.paid', id: 'evt_1', created_at: '2026-05-19T14:02:00Z', customer: { id: '48102' }, amount: 49.9 }, null, 2),
};

/** Kept for this browser's tab, so that a reload or a look elsewhere loses nothing. */
function keep(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage that is full or forbidden: the text then lives as long as the page.
  }
}

function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

const exampleKey = (source: string) => `wend.webhook.example.${source}`;
const draftKey = (source: string) => `wend.webhook.draft.${source}`;

export function keepExample(source: string, example: Example): void {
  keep(exampleKey(source), JSON.stringify(example));
}

export function exampleFor(source: string, preset: WebhookPreset | undefined): Example {
  try {
    const read = JSON.parse(kept(exampleKey(source)) ?? '') as Partial<Example>;
    if (typeof read.headers === 'string' && typeof read.body === 'string') return { headers: read.headers, body: read.body };
  } catch {
    // Nothing kept yet.
  }
  return preset ? { headers: headerLines(preset.example.headers), body: prettyJson(preset.example.body) } : generic;
}

export function exampleOf(input: UnmappedInput): Example {
  return { headers: headerLines(input.headers), body: prettyJson(input.body) };
}

export const keepDraft = (source: string, text: string | null): void => keep(draftKey(source), text);
export const keptDraft = (source: string): string | null => kept(draftKey(source));
