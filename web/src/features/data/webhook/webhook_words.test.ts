import { expect, it } from 'vitest';
import { presetSignature, replaySentence, signatureForm, signatureOf, trialTitle } from './webhook_words';

it('says what a replay did', () => {
  expect(replaySentence({ replayed: 3, events: 2, still_unmapped: 1 })).toBe('3 inputs replayed, which made 2 events. 1 input still fits no rule.');
  expect(replaySentence({ replayed: 1, events: 1, still_unmapped: 0 })).toBe('1 input replayed, which made 1 event. None is left over.');
  expect(replaySentence({ replayed: 0, events: 0, still_unmapped: 0 })).toBe('There was nothing to replay.');
});

it('says what a trial came to', () => {
  const event = { name: 'A' } as never;
  expect(trialTitle({ events: [event, event], unmapped: null, problems: [] })).toBe('Becomes 2 events');
  expect(trialTitle({ events: [], unmapped: 'No rule applies.', problems: [] })).toBe('Becomes no event');
  expect(trialTitle({ events: [], unmapped: null, problems: [] })).toBe('Known, and ignored by a rule');
});

it('sends of a signature what belongs to its scheme', () => {
  const stripe = { scheme: 'hmac', header: 'Stripe-Signature', signature_field: 'v1', timestamp_field: 't', signed: '{timestamp}.{body}', secret_set: true };
  const form = signatureForm(stripe);
  expect(signatureOf(form, '')).toEqual({
    scheme: 'hmac', header: 'Stripe-Signature', algorithm: 'sha256', encoding: 'hex', signed: '{timestamp}.{body}',
    signature_field: 'v1', timestamp_field: 't', tolerance_s: 300, secret: null,
  });
  expect(signatureOf({ ...form, timestamp_field: '' }, 'whsec_1')).not.toHaveProperty('tolerance_s');
  expect(signatureOf({ ...form, scheme: 'none' }, 'whsec_1')).toEqual({ scheme: 'none' });
  expect(signatureOf(form, 'whsec_1').secret).toBe('whsec_1');
});

it('checks signatures as a preset says once there is a secret', () => {
  const github = { scheme: 'hmac', header: 'X-Hub-Signature-256', prefix: 'sha256=' };
  expect(presetSignature(github, '', false)).toEqual({ scheme: 'none' });
  expect(presetSignature(github, 'abc', false)).toMatchObject({ scheme: 'hmac', header: 'X-Hub-Signature-256', secret: 'abc' });
  expect(presetSignature(github, '', true)).toMatchObject({ scheme: 'hmac', secret: null });
});
