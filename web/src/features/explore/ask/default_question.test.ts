import { expect, it } from 'vitest';
import type { JourneyResult, JourneyTouchpoint } from '../../../api';
import { completed, milestones, whatIsMissing } from './default_question';

const touchpoint = (name: string, people: number, role: JourneyTouchpoint['role'] = 'step', events = [name]) =>
  ({ name, people, role, events, order: 0 }) as unknown as JourneyTouchpoint;

const journey = {
  goal: 'Order placed',
  stages: [
    { touchpoints: [touchpoint('Newsletter', 900, 'message'), touchpoint('Ad', 40), touchpoint('Landing', 400, 'step', ['Landed', 'Home'])] },
    { touchpoints: [touchpoint('Product', 300)] },
    { touchpoints: [touchpoint('Payment', 120), touchpoint('Order placed', 90, 'goal'), touchpoint('Payment error', 200, 'error')] },
    { touchpoints: [touchpoint('Review', 20)] },
  ],
} as unknown as JourneyResult;

it('goes by the main touchpoint of each stage up to the goal', () => {
  expect(milestones(journey).map(({ name }) => name)).toEqual(['Landing', 'Product', 'Payment', 'Order placed']);
});

it('asks where people go after the first one', () => {
  expect(completed({ kind: 'paths' }, journey)).toEqual({
    kind: 'paths', start: { event: ['Landed', 'Home'] }, steps: 5, loops: 'collapse',
  });
  expect(completed({ kind: 'paths', who: { trait: 'a' } }, journey)).toMatchObject({ start: { event: ['Landed', 'Home'] }, who: { trait: 'a' } });
});

it('makes a funnel and a time of the milestones', () => {
  expect(completed({ kind: 'funnel' }, journey)).toEqual({
    kind: 'funnel',
    steps: [
      { name: 'Landing', match: { event: ['Landed', 'Home'] } }, { match: { event: 'Product' } },
      { match: { event: 'Payment' } }, { match: { event: 'Order placed' } },
    ],
  });
  expect(completed({ kind: 'time-between' }, journey)).toMatchObject({ from: { event: ['Landed', 'Home'] }, to: { event: 'Order placed' } });
});

it('asks a whole question as it is', () => {
  const whole = { kind: 'paths', steps: 3 } as const;
  expect(completed(whole, journey)).toEqual(whole);
});

it('says what is missing when the data proposes nothing', () => {
  const nothing = { goal: null, stages: [] } as unknown as JourneyResult;
  expect(completed({ kind: 'paths' }, nothing)).toEqual({ kind: 'paths', steps: 5, loops: 'collapse' });
  expect(whatIsMissing(completed({ kind: 'funnel' }, nothing))).toContain('two steps');
  expect(whatIsMissing(completed({ kind: 'time-between' }, undefined))).toContain('Choose');
  expect(whatIsMissing(completed({ kind: 'process' }, undefined))).toBeNull();
});
