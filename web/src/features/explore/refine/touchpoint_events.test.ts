import { expect, test } from 'vitest';
import { eventsOf, placesOf } from './touchpoint_events';

const touchpoint = (name: string, events: string[]) => ({ name, events }) as never;
const journey = {
  stages: [
    { name: 'Look', touchpoints: [touchpoint('Ad', ['Ad clicked']), touchpoint('Search', ['Search', 'search'])] },
    { name: 'Buy', touchpoints: [touchpoint('Checkout', ['Cart', 'Paid'])] },
  ] as never,
};

test('a node is its event, a ribbon both ends', () => {
  expect(placesOf({ to: { event: 'Cart' } })?.events).toEqual(['Cart']);
  expect(placesOf({ from: { event: 'Cart' }, to: { event: ['Paid', 'Cart'] } })?.events).toEqual(['Cart', 'Paid', 'Cart']);
  expect(placesOf({ to: { any: [{ event: 'A' }, { touchpoint: 'B' }] } })).toEqual({ events: ['A'], touchpoints: ['B'], stages: [] });
});

test('what is not told by names alone is no touchpoint', () => {
  expect(placesOf({})).toBeNull();
  expect(placesOf({ to: { channel: 'web' } })).toBeNull();
  expect(placesOf({ to: { property: 'plan', value: 'Plus' } })).toBeNull();
  expect(placesOf({ from: { event: 'A' }, to: { all: [{ event: 'B' }, { channel: 'web' }] } })).toBeNull();
});

test('touchpoints and stages stand for their events, each once', () => {
  expect(eventsOf({ events: ['Cart'], touchpoints: ['Checkout', 'Search'], stages: [] }, journey)).toEqual(['Cart', 'Search', 'search', 'Paid']);
  expect(eventsOf({ events: [], touchpoints: ['Ad'], stages: ['Look'] }, journey)).toEqual(['Ad clicked', 'Search', 'search']);
  expect(eventsOf({ events: ['Cart'], touchpoints: [], stages: [] }, undefined)).toEqual(['Cart']);
});
