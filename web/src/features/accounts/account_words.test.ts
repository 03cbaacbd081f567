import { expect, test } from 'vitest';
import { linesOf, ownersOf, ownersText, sourcesInWords, typeInWords } from './account_words';

test('sources read as a sentence', () => {
  expect(sourcesInWords([])).toBe('');
  expect(sourcesInWords(['hand'])).toBe('hand');
  expect(sourcesInWords(['group', 'event', 'rule'])).toBe('a group call, an event that names it and their e-mail address');
});

test('types begin with a capital', () => {
  expect(typeInWords('company')).toBe('Company');
  expect(typeInWords('sub_account')).toBe('Sub account');
});

test('domains are lines, each once', () => {
  expect(linesOf(' Acme.com\n\nbeta.de, acme.com;x.y ')).toEqual(['acme.com', 'beta.de', 'x.y']);
  expect(linesOf('')).toEqual([]);
});

test('the accounts of domains come back as they were written', () => {
  const owners = [
    { domain: 'acme.de', account: 'acme' },
    { domain: 'b.com', account: 'Beta = Two' },
  ];
  expect(ownersOf(ownersText(owners))).toEqual(owners);
  expect(ownersOf('\n Acme.DE =  acme \nalone')).toEqual([
    { domain: 'acme.de', account: 'acme' },
    { domain: 'alone', account: '' },
  ]);
});
