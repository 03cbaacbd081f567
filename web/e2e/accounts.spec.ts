import { expect, test, type Page } from '@playwright/test';
import { loaded, passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';

const json = async (page: Page) => JSON.parse(await page.getByLabel('The rule as JSON').inputValue()) as unknown;

test('the list finds, orders and opens', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers');
  await page.getByText('Accounts', { exact: true }).click();
  await expect(page.getByText('5 accounts')).toBeVisible();
  await page.getByRole('button', { name: 'Members' }).click();
  await expect(page).toHaveURL(/sort=members/);
  await page.keyboard.press('/');
  await page.keyboard.type('acme');
  await expect(page.getByText('1 account found')).toBeVisible();
  await page.getByRole('row').nth(1).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Acme Logistics');
  await expect(page.getByText('31 active in 7 days, 40 in 30')).toBeVisible();
});

test('an empty list says what to do', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET accounts': { items: [], next_cursor: null, total: 0, types: [], traits: [] } } });
  await page.goto('/customers/accounts');
  await expect(page.getByText('No accounts yet')).toBeVisible();
  await page.getByRole('link', { name: 'Use e-mail domains' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('E-mail domains');
});

test('an account shows what its members did, and leads to them', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/accounts/a_acme');
  await expect(page.getByText('Order placed').first()).toBeVisible();
  await page.getByRole('button', { name: 'Where from, and before' }).click();
  await expect(page.getByRole('dialog')).toContainText('Trial');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Order placed' }).click();
  await expect(page).toHaveURL(/event=Order/);
  await page.getByRole('link', { name: /Support chat/ }).first().click();
  await expect(page).toHaveURL(/customers\/c_/);
});

test('members are put in, taken out and taken back', async ({ page }) => {
  const sent: unknown[] = [];
  const note = (body: unknown) => {
    sent.push(body);
    return { changed: true, customer: 'c_1' };
  };
  await fakeApi(page, { overrides: { 'POST accounts/a_acme/members': note } });
  await page.goto('/customers/accounts/a_acme?tab=members');
  await page.getByRole('button', { name: 'Take out Maren Köhler' }).first().click();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('button', { name: 'Put in' }).click();
  await page.getByRole('option', { name: /Jorge Torres/ }).first().click();
  await expect.poll(() => sent).toEqual([
    { customer: 'c_0', decision: 'out' },
    { customer: 'c_3', decision: 'none' },
    { customer: 'c_1', decision: 'in' },
  ]);
});

test('the rule of e-mail domains is tried, saved, and keeps what is wrong', async ({ page }) => {
  await fakeApi(page, {
    overrides: {
      'PUT accounts/rules': {
        raw: { status: 422, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Invalid input', status: 422, code: 'invalid_input', detail: 'This is no domain.', field: 'excluded[1]', hint: 'Write it as acme.com.' }) },
      },
    },
  });
  await page.goto('/customers/accounts/rules');
  await page.getByRole('switch').click();
  await page.getByRole('button', { name: 'Try' }).click();
  await expect(page.getByText('210 customers by address, 4 new accounts')).toBeVisible();
  await page.getByLabel('Domains that make nobody a member').fill('shop.example\nnothing');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('This is no domain. In excluded[1].');
  await expect(page.getByLabel('Domains that make nobody a member')).toHaveValue('shop.example\nnothing');
});

test('a rule may speak of the account', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/segments/new');
  await page.getByRole('button', { name: 'Show and edit' }).click();
  await page.getByRole('button', { name: 'Add: change' }).click();
  await page.getByRole('option', { name: 'belongs to an account' }).click();
  expect(await json(page)).toEqual({ account: {} });
  await page.getByRole('button', { name: /^Add a trait of the account/ }).click();
  await page.getByRole('option', { name: /plan/ }).click();
  await page.getByRole('combobox', { name: 'Value' }).fill('Pro');
  await page.keyboard.press('Escape');
  expect(await json(page)).toEqual({ account: { trait: 'plan', op: 'is', value: 'Pro' } });
  await page.getByRole('button', { name: /^belongs to an account or not/ }).click();
  expect(await json(page)).toEqual({ not: { account: { trait: 'plan', op: 'is', value: 'Pro' } } });
});

for (const path of ['/customers/accounts', '/customers/accounts/a_acme', '/customers/accounts/a_acme?tab=members', '/customers/accounts/rules']) {
  test(`${path} passes axe`, async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto(path), settled: () => loaded(page) });
  });
}
