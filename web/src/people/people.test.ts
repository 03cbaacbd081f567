import { expect, it } from 'vitest';
import { csv } from './csv';
import { initials } from './initials';

it('quotes cells and takes the force out of formulas', () => {
  expect(csv([['a', 'b'], ['x,y', 'say "hi"'], ['=1+1', -3], [null, true]])).toBe(
    'a,b\r\n"x,y","say ""hi"""\r\n\'=1+1,-3\r\n,true\r\n',
  );
});

it('makes initials', () => {
  expect(initials('Maren Köhler')).toBe('MK');
  expect(initials('Ana de la Cruz')).toBe('AC');
  expect(initials('émile')).toBe('É');
  expect(initials(null)).toBe('—');
  expect(initials('8f21')).toBe('—');
});
