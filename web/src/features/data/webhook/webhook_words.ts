import type { ReplayResult, WebhookSignature, WebhookTrial } from '../../../api';
import { count, plural } from '../../../design';

export function replaySentence({ replayed, events, still_unmapped: left }: ReplayResult): string {
  if (replayed === 0) return 'There was nothing to replay.';
  const rest = left === 0 ? 'None is left over.' : `${plural(left, 'input')} still ${left === 1 ? 'fits' : 'fit'} no rule.`;
  return `${plural(replayed, 'input')} replayed, which made ${plural(events, 'event')}. ${rest}`;
}

/** The line above the result of a trial. */
export function trialTitle({ events, unmapped, problems }: WebhookTrial): string {
  if (events.length > 0) return `Becomes ${plural(events.length, 'event')}`;
  if (unmapped !== null) return 'Becomes no event';
  return problems.length > 0 ? 'Cannot be tried' : 'Known, and ignored by a rule';
}

export interface SignatureForm {
  scheme: 'none' | 'hmac';
  header: string;
  algorithm: string;
  encoding: string;
  prefix: string;
  signed: string;
  signature_field: string;
  timestamp_field: string;
  timestamp_header: string;
  tolerance_s: number;
}

const text = (value: unknown, otherwise = '') => (typeof value === 'string' ? value : otherwise);

export function signatureForm(signature: WebhookSignature): SignatureForm {
  return {
    scheme: signature.scheme === 'hmac' ? 'hmac' : 'none',
    header: text(signature.header),
    algorithm: text(signature.algorithm, 'sha256'),
    encoding: text(signature.encoding, 'hex'),
    prefix: text(signature.prefix),
    signed: text(signature.signed, '{body}'),
    signature_field: text(signature.signature_field),
    timestamp_field: text(signature.timestamp_field),
    timestamp_header: text(signature.timestamp_header),
    tolerance_s: typeof signature.tolerance_s === 'number' ? signature.tolerance_s : 300,
  };
}

/** What is sent: nothing that belongs to another scheme, and nothing that is empty. */
export function signatureOf(form: SignatureForm, secret: string): WebhookSignature & { secret?: string | null } {
  if (form.scheme === 'none') return { scheme: 'none' };
  const { tolerance_s: tolerance, ...texts } = form;
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ''));
  const timed = form.timestamp_field !== '' || form.timestamp_header !== '';
  return { ...given, scheme: 'hmac', ...(timed ? { tolerance_s: tolerance } : {}), secret: secret === '' ? null : secret };
}

/** The settings of a signature with the secret that is set. */
export const keptSignature = (signature: WebhookSignature) => signatureOf(signatureForm(signature), '');

/** A preset's check of signatures; it cannot begin before there is a secret. */
export function presetSignature(signature: WebhookSignature, secret: string, isSet: boolean) {
  return secret !== '' || isSet ? signatureOf(signatureForm(signature), secret) : { scheme: 'none' };
}

export function keptSentence(total: number): string {
  return total === 0 ? 'none kept' : `${count(total)} kept`;
}
