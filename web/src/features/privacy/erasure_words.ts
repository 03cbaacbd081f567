import type { Erasure, ErasurePreview } from '../../api';
import { count, plural } from '../../design';

const steps: Record<string, string> = {
  log: 'Reading the log',
  files: 'Looking through files',
  workspace: 'Cleaning lists and samples',
  backups: 'Cleaning copies',
  store: 'Deleting events and identities',
  segments: 'Counting segments anew',
  rewrite: 'Writing the event store anew',
  rest: 'Looking once more',
};

/** What an erasure does now, in words. */
export function whatItDoes({ state, step, error }: Pick<Erasure, 'state' | 'step' | 'error'>): string {
  if (state === 'done') return 'Done';
  if (state === 'failed') return error ?? 'It failed';
  if (error !== null) return error;
  return step === null ? 'Waiting' : (steps[step] ?? 'Working');
}

/** The hash that stands for an erasure in a list: enough to compare by eye. */
export function shortHash({ identities, identity_count }: Pick<Erasure, 'identities' | 'identity_count'>): string {
  const first = identities[0];
  if (first === undefined) return '–';
  return identity_count === 1 ? first.slice(0, 8) : `${first.slice(0, 8)} and ${count(identity_count - 1)} more`;
}

/** What names the customer and stays; null when nothing does. */
export function namedBy(preview: Pick<ErasurePreview, 'named_by_questions' | 'named_by_segments' | 'named_by_settings'>): string | null {
  const parts = [
    { length: preview.named_by_questions.length, word: 'saved question' },
    { length: preview.named_by_segments.length, word: 'segment' },
    { length: preview.named_by_settings.length, word: 'setting' },
  ]
    .filter(({ length }) => length > 0)
    .map(({ length, word }) => plural(length, word));
  const last = parts.pop();
  if (last === undefined) return null;
  const all = parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
  const total = preview.named_by_questions.length + preview.named_by_segments.length + preview.named_by_settings.length;
  return total === 1 ? `${all} names this customer. It stays as somebody wrote it.` : `${all} name this customer. They stay as somebody wrote them.`;
}

export const confirmationWord = 'erase';

export function isConfirmed(typed: string): boolean {
  return typed.trim().toLowerCase() === confirmationWord;
}
