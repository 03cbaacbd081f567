import type { Source, SourceKind } from '../../../api';
import { duration, type TagTone } from '../../../design';

export const kindNames: Record<SourceKind, string> = {
  file: 'File import',
  sdk: 'SDK',
  browser: 'Website',
  webhook: 'Webhook',
  sample: 'Sample company',
};

/** Whether a source goes on sending; the others came once, from a file. */
export function isLive(kind: SourceKind): boolean {
  return kind === 'sdk' || kind === 'browser' || kind === 'webhook';
}

const daySeconds = 86_400;

export interface Health {
  tone: TagTone;
  words: string;
}

/** How a source is, in two words: whether it sends, and since when not. */
export function sourceHealth(source: Pick<Source, 'kind' | 'events' | 'last_event'>, now = new Date()): Health {
  if (!isLive(source.kind)) return { tone: 'neutral', words: 'imported' };
  if (source.last_event === null || source.events === 0) return { tone: 'warn', words: 'waiting for the first event' };
  const seconds = (now.getTime() - Date.parse(source.last_event)) / 1000;
  if (seconds < daySeconds) return { tone: 'good', words: 'sending' };
  return { tone: 'warn', words: `quiet for ${duration(seconds)}` };
}

/** A name that no source has yet: "Website", "Website 2", … */
export function freeName(wanted: string, taken: string[]): string {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  if (!names.has(wanted.toLowerCase())) return wanted;
  let number = 2;
  while (names.has(`${wanted} ${number}`.toLowerCase())) number += 1;
  return `${wanted} ${number}`;
}

/** Where a webhook's sender is to be pointed. */
export function hookAddress(origin: string, key: string): string {
  return `${origin}/hooks/${key}`;
}
