import { expect, it } from 'vitest';
import type { Mapping, UploadColumn } from '../../api';
import { asRows, delimiterWord, isBlank, missing, needsZone, propertyCounts, timeFormatWord, useOf, withIdentity, withProperty, withTimeOfDay } from './mapping';

const column = (name: string): UploadColumn => ({ name, fill: 1, samples: [], looks_like: 'text' });
const columns = ['case id', 'concept:name', 'time:timestamp', 'amount', 'org'].map(column);
const mapping: Mapping = {
  customer: 'case id', event: 'concept:name', time: { column: 'time:timestamp', format: 'iso' }, channel: null,
};

it('says what each column is used for', () => {
  expect(columns.map(({ name }) => useOf(mapping, name))).toEqual([
    'customer', 'event', 'time', { property: 'amount' }, { property: 'org' },
  ]);
  expect(useOf({ ...mapping, channel: 'org' }, 'org')).toBe('channel');
});

it('renames, leaves out and takes back', () => {
  const renamed = withProperty(mapping, 'org', 'resource');
  expect(useOf(renamed, 'org')).toEqual({ property: 'resource' });
  const left = withProperty(renamed, 'org', null);
  expect(propertyCounts(left, columns)).toEqual({ kept: 1, left: 1 });
  expect(withProperty(left, 'org', 'org').properties).toEqual({});
});

it('says what is missing', () => {
  expect(missing(mapping, columns)).toBeNull();
  expect(missing({ ...mapping, customer: '' }, columns)).toContain('who the customer is');
  expect(missing({ ...mapping, event: { constant: ' ' } }, columns)).toContain('what happened');
  expect(missing({ ...mapping, time: { column: '', format: 'iso' } }, columns)).toContain('when it happened');
  expect(missing(withProperty(mapping, 'org', 'amount'), columns)).toContain('“amount”');
});

it('tells a mapping that only says how to read', () => {
  const blank = { ...mapping, customer: '', event: null, time: { column: '', format: 'iso' } };
  expect(isBlank(blank)).toBe(true);
  expect(isBlank({ ...blank, event: { constant: 'Visit' } })).toBe(false);
  expect(isBlank(mapping)).toBe(false);
});

it('finds words for delimiters and times', () => {
  expect([undefined, ';', '\t', '~'].map(delimiterWord)).toEqual(['commas', 'semicolons', 'tabs', '“~”']);
  expect(timeFormatWord('%d.%m.%Y')).toBe('19.05.2026');
  expect(timeFormatWord('%H:%M')).toBe('%H:%M');
  expect(['unix_s', 'iso', '%Y-%m-%dT%H:%M:%S%z'].map(needsZone)).toEqual([false, true, false]);
});

it('takes the time of day from a column of its own, and gives it up again', () => {
  const day = { column: 'date', format: '%d.%m.%Y', zone: 'UTC' };
  const both = { ...day, of_day: 'time', format: '%d.%m.%Y %H:%M' };
  expect(withTimeOfDay(day, 'time')).toEqual(both);
  expect(withTimeOfDay(both, '')).toEqual(day);
  expect(withTimeOfDay({ ...day, format: '%d.%m.%Y %I:%M %p' }, 'time').format).toBe('%d.%m.%Y %I:%M %p');
  expect(withTimeOfDay({ ...day, format: 'iso' }, 'time').format).toBe('iso');
  expect(useOf({ ...mapping, time: both }, 'time')).toBe('time');
});

it('turns rows into customers and back', () => {
  const timed = { ...mapping, time: { column: 'date', of_day: 'clock', format: '%d.%m.%Y %H:%M' } };
  const people = asRows(timed, 'customers');
  expect(people).toMatchObject({ rows: 'customers', event: null, customer: 'case id' });
  expect(people.time).toEqual({ column: '', format: '%d.%m.%Y %H:%M' });
  expect(missing(people, columns)).toBeNull();
  expect(isBlank({ ...people, customer: '' })).toBe(false);
  expect(asRows(people, 'events', timed)).toEqual({ ...timed, rows: 'events' });
  const firms = asRows(people, 'accounts');
  expect(firms).toMatchObject({ rows: 'accounts', account: 'case id', customer: '', identities: {} });
  expect(useOf(firms, 'case id')).toBe('account');
  expect(missing(firms, columns)).toBeNull();
  expect(missing({ ...firms, account: '' }, columns)).toContain('which account');
  expect(asRows(firms, 'customers')).toEqual({ ...people, identities: {} });
  expect(missing(asRows(people, 'events'), columns)).toContain('what happened');
});

it('lets columns name the customer besides', () => {
  const nobody = { ...asRows(mapping, 'customers'), customer: '' };
  expect(missing(nobody, columns)).toContain('who the customer is');
  const known = withIdentity(nobody, 'org', 'email');
  expect(known.identities).toEqual({ org: 'email' });
  expect(missing(known, columns)).toBeNull();
  expect(missing(withProperty(known, 'org', 'amount'), columns)).toContain('the trait “amount”');
  expect(withIdentity(known, 'org', '').identities).toEqual({});
});
