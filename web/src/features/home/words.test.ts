import { expect, it } from 'vitest';
import type { JourneyStage, JourneyTouchpoint } from '../../api';
import { effectText, findingTag, impactOf } from './finding_words';
import { emotion, journeyTitle, troughText } from './journey_words';

const named = (name: string, touchpoints: Partial<JourneyTouchpoint>[] = []) =>
  ({ name, touchpoints }) as JourneyStage;

it('names the journey by its ends', () => {
  expect(journeyTitle([named('Awareness'), named('Purchase'), named('Advocacy')])).toBe(
    'From first visit to recommendation',
  );
  expect(journeyTitle([named('Consideration'), named('Purchase')])).toBe('From consideration to purchase');
  expect(journeyTitle([named('Purchase')])).toBe('Purchase');
  expect(journeyTitle([])).toBe('The journey');
});

it('names the trough by its worst touchpoint', () => {
  const at = (name: string, value: number | null, n = 10) => ({ name, people: n, friction: { value, n } });
  const stage = (touchpoints: Partial<JourneyTouchpoint>[]) =>
    ({ ...named('Purchase', touchpoints), friction: { value: -0.8, n: 10 } }) as JourneyStage;
  expect(troughText(stage([at('Cart', -0.2), at('Payment', -1.2), at('Shipping', null)]))).toBe(
    'trough −0.8, worst at Payment',
  );
  expect(troughText(stage([at('Cart', 0.2)]))).toBe('trough −0.8');
  expect([emotion(-1.21), emotion(0.3), emotion(-0.01), emotion(0)]).toEqual(['−1.2', '+0.3', '0', '0']);
});

it('says whether a finding still hurts', () => {
  const from = '2026-05-19T00:00:00Z';
  expect(findingTag({ from, to: null, ongoing: true }, '2026-05-26T00:00:00Z').text).toBe('new');
  expect(findingTag({ from, to: null, ongoing: true }, '2026-07-26T00:00:00Z').text).toBe('ongoing');
  expect(findingTag({ from, to: '2024-06-03T00:00:00Z', ongoing: false }, '2026-07-26T00:00:00Z').text).toBe(
    'over since 3 Jun 2024',
  );
});

it('writes effects in their unit and impacts in money or people', () => {
  const share = { share: 0, of: 1, count: 0, low: 0, high: 0 };
  const effect = { before: share, during: share, difference: 0.34, low: 0.31, high: 0.37 };
  expect(effectText({ ...effect, unit: 'share' })).toBe('+34 points, 95 % interval 31 to 37');
  expect(effectText({ ...effect, difference: 7200, low: 3600, high: 10800, unit: 'seconds' })).toBe(
    '+2\u202fh, 95 % interval 1\u202fh to 3\u202fh',
  );
  const worth = { per_customer: 80, currency: 'EUR', from: 'revenue' };
  const finding = { impact: 41300, impact_per_week: 13766.6, people: 620, excess_people: 551.2, ongoing: true };
  expect(impactOf(finding, worth)).toEqual({
    figure: '€\u202f41,300',
    notes: ['so far', '€\u202f13,767 a week', '620 people'],
  });
  expect(impactOf(finding, { ...worth, currency: null })).toEqual({
    figure: '41,300',
    notes: ['of revenue', 'so far', '13,767 a week', '620 people'],
  });
  expect(impactOf({ ...finding, ongoing: false }, worth).notes).toEqual(['in all', '620 people']);
  expect(impactOf({ ...finding, impact: null, impact_per_week: null }, worth)).toEqual({
    figure: '620',
    notes: ['people', '551 more than usual'],
  });
});
