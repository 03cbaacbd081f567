import { expect, it } from 'vitest';
import type { Answer, FunnelDocument, PathsDocument, QueryDocument } from '../../../api';
import { csv } from '../../../people/csv';
import { found, loosenings } from '../loosenings';
import { fileName, resultTable } from './result_table';
import { sameDocument } from './same_document';

const times = { n: 2, median_s: 60, q1_s: 30, q3_s: 90, p90_s: 95, low_s: 20, high_s: 100 };
const share = { share: 0.5, of: 4, count: 2, low: 0.15, high: 0.85 };

it('writes paths as a table whose names a spreadsheet does not run', () => {
  const document: PathsDocument = { kind: 'paths' };
  const answer = {
    kind: 'paths',
    result: {
      nodes: [{ id: 'a', step: 0, label: '=cmd()', role: 'event' }, { id: 'b', step: 1, label: 'exit', role: 'exit' }],
      links: [{ from: 'a', to: 'b', value: 2, share, times }],
    },
  } as unknown as Answer<QueryDocument>;
  expect(csv(resultTable(document, answer))).toBe(
    'step,from,to,to_role,value,share_of_from,share_of_from_of,share_of_from_low,share_of_from_high,n,median_s,q1_s,q3_s,p90_s,low_s,high_s\r\n' +
      "0,'=cmd(),exit,exit,2,0.5,4,0.15,0.85,2,60,30,90,95,20,100\r\n",
  );
});

it('writes a funnel with its groups', () => {
  const document: FunnelDocument = { kind: 'funnel', steps: [] };
  const step = { name: 'A', count: 4, from_previous: share, from_first: share, lost: 1, times_from_previous: times };
  const answer = {
    kind: 'funnel',
    result: { steps: [step], breakdown: [{ value: 'ios', steps: [{ count: 2, from_previous: share, from_first: share }] }] },
  } as unknown as Answer<QueryDocument>;
  const table = resultTable(document, answer);
  expect(table).toHaveLength(3);
  expect(table[1]?.slice(0, 4)).toEqual([null, 1, 'A', 4]);
  expect(table[2]?.slice(0, 4)).toEqual(['ios', 1, 'A', 2]);
});

it('names files plainly', () => {
  expect(fileName('After checkout: “ios” / Köln')).toBe('after-checkout-ios-koln');
  expect(fileName('…')).toBe('question');
});

it('sees through the order of keys', () => {
  expect(sameDocument({ a: 1, b: { c: [1, 2], d: undefined } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
  expect(sameDocument({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
});

it('takes one filter away at a time', () => {
  const document: PathsDocument = { kind: 'paths', who: { trait: 'city', value: 'Köln' }, hide: { event: 'Ping' }, steps: 2 };
  expect(loosenings(document)).toEqual([
    { words: 'Ask about everyone, not city is Köln', document: { kind: 'paths', hide: { event: 'Ping' }, steps: 2 } },
    { words: 'Hide nothing, not Ping', document: { kind: 'paths', who: document.who, steps: 2 } },
  ]);
  expect(loosenings({ kind: 'process' })).toEqual([]);
  expect(found('funnel', { entered: 0 })).toBe(0);
});
