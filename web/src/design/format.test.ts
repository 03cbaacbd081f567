import { beforeEach, describe, expect, it } from 'vitest';
import * as f from './format';

const n = f.narrow;
const now = new Date('2026-05-24T12:00:00Z');

describe('numbers', () => {
  it('groups and uses a true minus', () => {
    expect(f.count(1284902)).toBe('1,284,902');
    expect(f.count(-26270)).toBe('−26,270');
    expect(f.compact(12900)).toBe(`12.9${n}k`);
    expect(f.compact(999_960)).toBe(`1${n}M`);
    expect(f.compact(999)).toBe('999');
  });

  it('gives shares the decimals they need', () => {
    expect(f.share(0.46)).toBe(`46${n}%`);
    expect(f.share(0.083)).toBe(`8.3${n}%`);
    expect(f.share(0.0996)).toBe(`10${n}%`);
    expect(f.share(0.0001)).toBe(`<0.1${n}%`);
    expect(f.share(0)).toBe(`0${n}%`);
    expect(f.share(0.134, 1)).toBe(`13.4${n}%`);
    expect(f.share(null)).toBe('–');
    expect(f.interval(0.284, 0.2961)).toBe(`28.4–29.6${n}%`);
    expect(f.interval(null, null)).toBe('');
  });

  it('writes changes, money, sizes and plurals', () => {
    expect(f.points(-0.018)).toBe('−1.8');
    expect(f.points(0.02)).toBe('+2');
    expect(f.points(0.0001)).toBe('0');
    expect(f.money(41300, 'EUR')).toBe(`€${n}41,300`);
    expect(f.money(41300, null)).toBe('41,300');
    expect(f.money(3.5, 'points')).toBe(`points${n}3.5`);
    expect(f.bytes(1536)).toBe(`1.5${n}kB`);
    expect(f.bytes(999_600)).toBe(`1${n}MB`);
    expect(f.plural(1, 'customer')).toBe('1 customer');
    expect(f.plural(1200, 'person', 'people')).toBe('1,200 people');
  });
});

describe('durations', () => {
  it.each([
    [0, '0', 's'],
    [0.25, '250', 'ms'],
    [41, '41', 's'],
    [59.6, '1', 'min'],
    [660, '11', 'min'],
    [3599, '1', 'h'],
    [5400, '1.5', 'h'],
    [86_399, '1', 'd'],
    [518_400, '6', 'd'],
    [2_419_200, '28', 'd'],
    [94_672_800, '3', 'y'],
  ])('%d s', (seconds, value, unit) => {
    expect(f.duration(seconds)).toBe(`${value}${n}${unit}`);
  });

  it('has a dash for none', () => expect(f.duration(null)).toBe('–'));
});

describe('dates', () => {
  beforeEach(() => f.setTimeZone('Europe/Berlin'));

  it('shows the day in the workspace zone and the year only when needed', () => {
    expect(f.day('2026-05-18T23:30:00Z', now)).toBe('19 May');
    expect(f.day('2024-02-01T00:00:00+01:00', now)).toBe('1 Feb 2024');
    expect(f.day('2026-05-19', now)).toBe('19 May');
    expect(f.clock('2026-05-18T23:30:00Z')).toBe('01:30');
    expect(f.dayKey('2026-05-18T23:30:00Z')).toBe('2026-05-19');
  });

  it('names a half-open range by its last day', () => {
    const winter = { from: '2026-01-01T00:00:00+01:00', to: '2026-03-01T00:00:00+01:00' };
    expect(f.period(winter, now)).toBe('1 Jan – 28 Feb');
    expect(f.period({ from: '2024-12-01T00:00:00+01:00', to: '2025-02-01T00:00:00+01:00' }, now))
      .toBe('1 Dec 2024 – 31 Jan 2025');
    expect(f.period({ from: '2026-05-19T00:00:00+02:00', to: '2026-05-20T00:00:00+02:00' }, now))
      .toBe('19 May');
  });

  it('says how long ago', () => {
    expect(f.relative('2026-05-24T11:59:40Z', now)).toBe('just now');
    expect(f.relative('2026-05-24T11:57:40Z', now)).toBe(`2${n}min ago`);
    expect(f.relative('2026-05-24T08:57:40Z', now)).toBe(`3${n}h ago`);
    expect(f.relative('2026-05-23T08:00:00Z', now)).toBe('yesterday');
    expect(f.relative('2026-05-20T08:00:00Z', now)).toBe(`4${n}d ago`);
    expect(f.relative('2026-04-01T08:00:00Z', now)).toBe('1 Apr');
  });

  it('falls back to UTC for a zone the browser does not know', () => {
    f.setTimeZone('Mars/Olympus');
    expect(f.timeZone()).toBe('UTC');
  });
});
