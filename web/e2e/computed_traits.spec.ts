import { expect, test } from '@playwright/test';
import { loaded, passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';

test.describe('computed traits', () => {
  test('are listed with what they are made of, and open', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await page.getByRole('radiogroup', { name: 'Part of customers' }).getByText('Traits').click();
    await expect(page.getByText('4 computed traits, 6 that come with Wend')).toBeVisible();
    await expect(page.getByText('The number of Order placed in the last 90 days')).toBeVisible();
    await expect(page.getByText('being computed')).toBeVisible();
    await expect(page.getByText('cannot be computed')).toBeVisible();
    await page.getByRole('link', { name: 'Orders, 90 days' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Orders, 90 days');
    await expect(page.getByRole('group', { name: 'The definition' })).toContainText('number of');
    await expect(page.getByRole('link', { name: 'About to leave' })).toBeVisible();
  });

  test('are defined as a sentence and saved as a document', async ({ page }) => {
    let sent: unknown;
    await fakeApi(page, {
      overrides: {
        'POST computed-traits': (body: object) => {
          sent = body;
          return { id: 'trt_made', trait: 'computed:x', version: 1, created_at: new Date().toISOString(), updated_at: new Date().toISOString(), created_by: null, state: 'building', error: null, used_by: [], ...body };
        },
      },
    });
    await page.goto('/customers/traits/new');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('The computed trait needs a name.')).toBeVisible();
    await page.getByLabel('Name').fill('Orders, last 90 days');
    await expect(page.getByLabel('Key')).toHaveValue('orders_last_90_days');
    await page.getByRole('button', { name: /^event:/ }).click();
    await page.getByRole('option', { name: /Order placed/ }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^when:/ }).click();
    await page.getByText('In the last', { exact: true }).click();
    await page.getByRole('button', { name: '90 days', exact: true }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByText('31,022 of 48,210 customers')).toBeVisible();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page).toHaveURL(/trt_made/);
    expect(sent).toEqual({
      key: 'orders_last_90_days',
      name: 'Orders, last 90 days',
      description: '',
      definition: { measure: 'count', of: { event: 'Order placed' }, within: '90d' },
    });
  });

  test('stand on the page of a customer, with worth and origin', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_1');
    await expect(page.getByText('1,204.50 EUR')).toBeVisible();
    await expect(page.getByText('89 CHF')).toBeVisible();
    await expect(page.getByText('paid search')).toBeVisible();
    await expect(page.getByText('Last not direct')).toBeVisible();
    await page.getByRole('button', { name: 'Where from, and before' }).click();
    await expect(page).toHaveURL(/panel=traits/);
    await page.reload();
    await expect(page.getByRole('dialog', { name: 'Traits and where they come from' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page).not.toHaveURL(/panel/);
  });

  test('pass axe', async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto('/customers/traits'), settled: () => loaded(page) });
    await passesAxeInEveryLook(page, { open: () => page.goto('/customers/traits/trt_value'), settled: () => loaded(page) });
  });
});
