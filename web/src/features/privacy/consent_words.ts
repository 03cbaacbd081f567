import type { ConsentAnswer, ConsentLine, LawfulBasis, Purpose, WithoutConsent } from '../../api';

export const basisWords: Record<LawfulBasis, string> = {
  consent: 'Consent',
  contract: 'Contract',
  legal_obligation: 'Legal obligation',
  vital_interests: 'Vital interests',
  public_task: 'Public task',
  legitimate_interests: 'Legitimate interests',
};

export const fateWords: Record<WithoutConsent, string> = {
  keep: 'Keep the event',
  keep_without_identity: 'Keep it without who it was',
  drop: 'Drop it',
};

/** What an answer is for, in a few words. */
export function whyWords({ why, state }: Pick<ConsentAnswer, 'why' | 'state'>, basis: LawfulBasis): string {
  if (why === 'given') return 'given';
  if (why === 'withdrawn') return basis === 'consent' ? 'withdrawn' : 'objected';
  if (why === 'basis') return `${basisWords[basis].toLowerCase()}, needs no consent`;
  if (why === 'channel') return 'not about this channel';
  return state === 'unknown' ? 'nothing said' : state;
}

const basesThatDoNotAsk: LawfulBasis[] = ['contract', 'legal_obligation', 'vital_interests'];

/** What somebody who said nothing is taken to mean. */
export function unaskedWords(purpose: Pick<Purpose, 'lawful_basis' | 'default'>): string {
  if (basesThatDoNotAsk.includes(purpose.lawful_basis)) return 'is not asked';
  return purpose.default === 'opt_out' ? 'is taken to agree' : 'does not agree';
}

/** Where a statement comes from. */
export function originWords({ actor, event, source }: Pick<ConsentLine, 'actor' | 'event' | 'source'>): string {
  if (actor !== null) return `recorded by ${actor}`;
  const what = event === null ? 'an event' : `“${event}”`;
  return source === null ? what : `${what} from ${source}`;
}

/** An id that a purpose of this name can have and none of the others has. */
export function idFor(name: string, taken: string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  const base = plain === '' ? 'purpose' : plain;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}_${n}`;
    if (!taken.includes(id)) return id;
  }
}

export const newPurpose: Purpose = {
  id: '',
  name: '',
  description: '',
  lawful_basis: 'consent',
  channels: [],
  aliases: [],
  default: 'opt_in',
  required_at_ingest: null,
};
