import { expect, it } from 'vitest';
import { mainTraits } from './main_traits';

it('shows short texts first and leaves out what the row says already', () => {
  const traits = { name: 'Maren Köhler', email: 'm@example.org', user_id: 'x', orders: 4, city: 'Hamburg', plan: 'Plus', newsletter: true, bio: 'x'.repeat(40), old: null };
  expect(mainTraits(traits)).toEqual([
    { name: 'city', text: 'Hamburg' },
    { name: 'plan', text: 'Plus' },
    { name: 'orders', text: 'orders 4' },
  ]);
  expect(mainTraits(traits, { orders_90_days: 3, never: null })).toEqual([
    { name: 'computed:orders_90_days', text: 'orders 90 days 3' },
    { name: 'city', text: 'Hamburg' },
    { name: 'plan', text: 'Plus' },
  ]);
  expect(mainTraits({ vip: true, churned: false })).toEqual([{ name: 'vip', text: 'vip' }]);
});
