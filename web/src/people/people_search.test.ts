import { expect, it } from 'vitest';
import { readPeopleSearch } from './people_search';

const document = { kind: 'overview' };

it('reads a panel out of the address', () => {
  expect(readPeopleSearch({ people: 'all', people_of: document, people_title: 7, x: 1 })).toEqual({
    people: 'all',
    people_of: document,
    people_title: '7',
  });
});

it('ignores a panel that is not whole', () => {
  expect(readPeopleSearch({ people: 'all' })).toEqual({});
  expect(readPeopleSearch({ people: 'all', people_of: 'overview' })).toEqual({});
  expect(readPeopleSearch({ people_of: document })).toEqual({});
});
