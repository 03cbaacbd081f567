import { expect, test } from 'vitest';
import type { MapNumbers, MapQuestion, PlaceNumbers } from '../../../api/map_numbers';
import { emptyDocument, type MapDocument } from '../engine/fields';
import { bindingsOf } from './bindings';
import { figureOf, metricsOf } from './metrics';
import { peopleQuestion, viewOf } from './numbers_view';
import { daysOfPeriod, isPeriod, periodWords } from './periods';

const share = (count: number, of: number) => ({ count, of, share: count / of, low: 0, high: 1 });

function step(more: Partial<PlaceNumbers> = {}): PlaceNumbers {
  const times = { n: 3, median_s: 172_800, q1_s: 1, q3_s: 2, p90_s: 3, low_s: null, high_s: null };
  return {
    id: 'stp_1', label: 'Cart', bound: true, people: 18_200, ref: 'step:stp_1', share: share(1, 2), events: 9, visits: 5, go_on: share(47, 100), go_on_ref: 'step:stp_1:go_on', leave: null, outcome: null,
    repeat: null, backward: null, contact_after: null, slow: null, times_at: times, times_to_next: times, to_next_people: 3, to_next_ref: 'step:stp_1:to_next',
    channels: [{ channel: 'web', share: share(3, 4), people: 2, ref: 'step:stp_1:channel:0' }], emotion: { computed: null, measured: null }, effect: null, ...more,
  };
}

test('periods are read and said', () => {
  for (const period of ['8w', '30d', 'all', '2026-01-01/2026-01-31', '1.5h']) expect(isPeriod(period)).toBe(true);
  for (const period of ['', '0w', 'soon', '2026-01-31/2026-01-01', '8w/8w', 8, null]) expect(isPeriod(period)).toBe(false);
  expect([periodWords('8w'), periodWords('all'), periodWords('5w'), periodWords('1d'), periodWords('soon')]).toEqual(['Last 8 weeks', 'All time', 'Last 5 weeks', 'Last day', 'soon']);
  expect(daysOfPeriod('2026-01-01/2026-01-31')).toEqual({ first: '2026-01-01', last: '2026-01-31' });
});

test('a lane shows what it names, in the order of the list, or the usual', () => {
  expect(metricsOf({})).toEqual(['people', 'go_on', 'time']);
  expect(metricsOf({ options: { metrics: ['backward', 'people', 'nonsense', 3] } })).toEqual(['people', 'backward']);
  expect(metricsOf({ options: { metrics: [] } })).toEqual([]);
});

test('numbers of a step read with their label and their people', () => {
  expect(figureOf('people', step())).toMatchObject({ label: 'people', text: '18.2\u202fk', ref: 'step:stp_1' });
  expect(figureOf('go_on', step())).toMatchObject({ text: '47\u202f%', ref: 'step:stp_1:go_on' });
  expect(figureOf('leave', step())).toMatchObject({ text: '–' });
  expect(figureOf('channels', step())).toMatchObject({ label: 'web', text: '75\u202f%' });
  expect(figureOf('channels', step({ channels: [] }))).toMatchObject({ text: '–' });
  expect(figureOf('time', step())).toMatchObject({ label: 'median', ref: 'step:stp_1:to_next' });
});

const question: MapQuestion = {
  kind: 'map', range: { from: '2026-01-01' }, trend: 'week', outcome: { event: 'Paid' }, feedback: [{ match: { event: 'Score' }, property: 'p', scale: [0, 1] }],
  stages: [{ id: 'stg_1', name: 'Buy' }], steps: [{ id: 'stp_1', stage: 'stg_1', name: 'Cart', match: { event: 'Cart' } }],
  cards: [{ id: 'cel_1', name: 'A', match: { event: 'A' } }, { id: 'cel_2', match: { event: 'B' } }],
};

test('the question for people says no more than it takes', () => {
  expect(peopleQuestion(question, 'card:cel_2')).toEqual({ kind: 'map', range: { from: '2026-01-01' }, stages: [], steps: [], cards: [{ id: 'cel_2', match: { event: 'B' } }] });
  const ofStep = peopleQuestion(question, 'step:stp_1:go_on');
  expect(ofStep).toEqual({ kind: 'map', range: { from: '2026-01-01' }, outcome: { event: 'Paid' }, stages: [{ id: 'stg_1' }], steps: [{ id: 'stp_1', stage: 'stg_1', match: { event: 'Cart' } }] });
  expect(peopleQuestion(question, 'step:stp_1:feedback').feedback).toBeDefined();
  expect(peopleQuestion(question, 'step:stp_1:trend:3').trend).toBe('week');
  // Whoever did something that stands nowhere: cards take events away.
  expect(peopleQuestion(question, 'unmapped:Fax').cards).toEqual([{ id: 'cel_1', match: { event: 'A' } }, { id: 'cel_2', match: { event: 'B' } }]);
});

test('an unbound step has no numbers and a reason', () => {
  const numbers = {
    unbound: [{ in: 'steps', id: 'stp_2', field: 'binding', code: 'nothing_bound', reason: 'Nothing.', hint: '' }],
    answer: { result: { stages: [], steps: [step(), { id: 'stp_2', label: 'x', bound: false }], cards: [] } },
  } as unknown as MapNumbers;
  expect(viewOf(numbers).step('stp_1')?.people).toBe(18_200);
  expect(viewOf(numbers).step('stp_2')).toBeUndefined();
  expect(viewOf(numbers).leftOut('stp_2')?.reason).toBe('Nothing.');
});

test('what is asked changes with bindings and places, and not with words', () => {
  const map: MapDocument = {
    ...emptyDocument(),
    stages: { stg_1: { order: 'a0' } }, steps: { stp_1: { order: 'a0', stage: 'stg_1' } },
    lanes: { lan_1: { order: 'a0', kind: 'touchpoint' }, lan_2: { order: 'a1', kind: 'question' }, lan_3: { order: 'a2' } },
    cells: { cel_1: { lane: 'lan_1', step: 'stp_1', order: 'a0', touchpoint: 'Till' }, cel_2: { lane: 'lan_2', step: 'stp_1', order: 'a0', text: 'Why?' }, cel_3: { lane: 'lan_3', step: 'stp_1', order: 'a0' } },
  };
  const asked = bindingsOf(map);
  const cell = (id: string, more: object): MapDocument => ({ ...map, cells: { ...map.cells, [id]: { ...map.cells[id]!, ...more } } });
  for (const same of [cell('cel_1', { text: 'Shop' }), cell('cel_2', { text: 'What?' }), cell('cel_3', { text: 'x', touchpoint: 'y' }), { ...map, about: { title: 'x' } }]) expect(bindingsOf(same)).toBe(asked);
  const others = [
    cell('cel_1', { touchpoint: 'Shop' }), cell('cel_1', { removed: true }), cell('cel_2', { text: '' }), cell('cel_2', { done: true }), { ...map, about: { period: '8w' } },
    { ...map, steps: { stp_1: { ...map.steps.stp_1!, binding: { event: 'x' } } } }, { ...map, steps: { stp_1: { ...map.steps.stp_1!, order: 'a1' } } },
  ];
  expect(new Set([asked, ...others.map(bindingsOf)]).size).toBe(others.length + 1);
});
