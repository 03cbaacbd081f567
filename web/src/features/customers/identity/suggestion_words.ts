import type { Likeness, MergeSuggestion } from '../../../api';
import type { TagTone } from '../../../design';

export const likenessWords: Record<Likeness, string> = {
  same_identity: 'Both named',
  email_spelling: 'One mailbox',
  phone_spelling: 'One phone number',
  name_and_postcode: 'Name and postcode',
  name_and_birth_date: 'Name and date of birth',
};

const surely = 0.85;
const likely = 0.65;

export function sureness(score: number): { words: string; tone: TagTone } {
  if (score >= surely) return { words: 'Very likely', tone: 'accent' };
  if (score >= likely) return { words: 'Likely', tone: 'neutral' };
  return { words: 'Perhaps', tone: 'neutral' };
}

export function keyOf(pair: MergeSuggestion): string {
  return `${pair.a.id} ${pair.b.id}`;
}
