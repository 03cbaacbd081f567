import { expect, it } from 'vitest';
import type { Import } from '../../api';
import { outcome, progressOf, rateText } from './import_words';

it('says how far an import is', () => {
  expect(progressOf({ bytes: 200, bytes_done: 50, state: 'running' })).toBe(0.25);
  expect(progressOf({ bytes: 0, bytes_done: 0, state: 'running' })).toBe(0);
  expect(progressOf({ bytes: 200, bytes_done: 199, state: 'done' })).toBe(1);
  expect(rateText({ rate_rows_s: 412_000.4, seconds_left: 11.2 })).toBe('412,000 rows a second, 12\u202fs left');
  expect(rateText({ rate_rows_s: 412_000, seconds_left: 0.3 })).toBe('412,000 rows a second, nearly done');
  expect(rateText({ rate_rows_s: null, seconds_left: null })).toBe('starting');
});

it('says what an import brought', () => {
  const done = { state: 'done', added: 1, duplicates: 0, rejected: 0 } as Import;
  expect(outcome(done)).toBe('1 event added.');
  expect(outcome({ ...done, added: 1200, duplicates: 30, rejected: 1 })).toBe(
    '1,200 events added, 30 were here already, 1 row rejected.',
  );
  expect(outcome({ ...done, state: 'cancelled', added: 0 })).toBe('Stopped: 0 events added.');
});
