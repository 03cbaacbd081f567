import { expect, it } from 'vitest';
import { mainTraits } from './main_traits';

it('shows short texts first and leaves out what the row says already', () => {
  const traits = { name: 'Maren Köhler', email: 'm@example.org', user_id: 'x', orders: 4, city: 'Hamburg', plan: 'Plus', newsletter: true, bio: 'x'.repeat(40), old: null };
  expect(mainTraits(traits)).toEqual([
    { name: 'city', text: 'Hamburg' },
    { name: 'plan', text: 'Plus' },
    { name: 'orders', text: 'orders 4' },
  ]);
  expect(mainTraits({ vip: true, churned: false })).toEqual([{ name: 'vip', text: 'vip' }]);
});
