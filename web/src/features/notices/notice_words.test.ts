import { expect, test } from 'vitest';
import { placeOf } from './notice_words';

test('a notice leads to its place on the map', () => {
  expect(placeOf({ kind: 'drift', place: { step: 'stp_aaaaaaaaaaaa' } })).toEqual({ at: 'stp_aaaaaaaaaaaa', panel: 'drift' });
  expect(placeOf({ kind: 'drift', place: { step: 'javascript:alert(1)' } })).toEqual({ panel: 'drift' });
  expect(placeOf({ kind: 'review_due', place: {} })).toEqual({ panel: 'drift' });
  expect(placeOf({ kind: 'mention', place: { in: 'cells', thing: 'cel_aaaaaaaaaaaa', comment: 'com_1' } })).toEqual({ panel: 'comments', comment: 'com_1' });
});
