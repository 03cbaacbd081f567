import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';

const body = (page: Page) => page.getByRole('region', { name: 'Content' });

/** Scrolls to the end again and again until the measure is reached. */
async function scrolledTo(page: Page, measure: () => Promise<number>, wanted: number): Promise<void> {
  await expect
    .poll(async () => {
      await body(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return measure();
    }, { intervals: [50], timeout: 15_000 })
    .toBeGreaterThan(wanted);
}

test.describe('the list', () => {
  test('finds, orders, and keeps both in the address', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await expect(page.getByText('1,200 customers')).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.type('noor');
    await expect(page.getByText('140 customers found')).toBeVisible();
    await expect(page).toHaveURL(/q=noor/);
    const asked = page.waitForRequest((request) => request.url().includes('sort=events'));
    await page.getByRole('button', { name: 'Events' }).click();
    await asked;
    await expect(page.getByRole('columnheader', { name: 'Events' })).toHaveAttribute('aria-sort', 'descending');
    await expect(page).toHaveURL(/sort=events/);
    await page.reload();
    await expect(page.getByLabel('Search customers')).toHaveValue('noor');
    await expect(page.getByText('140 customers found')).toBeVisible();
  });

  test('moves with j and k, opens with enter, and comes back to the same address', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers?q=user_id%2048');
    await expect(page.getByRole('link', { name: 'Maren Köhler' }).first()).toBeVisible();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await expect(page.locator('[data-row="1"]')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/customers\/c_1$/);
    await page.goBack();
    await expect(page).toHaveURL(/q=user_id/);
  });

  test('holds only what is in sight, however far one scrolls', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await expect(page.locator('[data-row="0"]')).toBeVisible();
    await scrolledTo(page, () => page.locator('tr[data-row]').last().getAttribute('data-row').then(Number), 400);
    expect(await page.locator('tr[data-row]').count()).toBeLessThan(60);
  });

  test('exports everything that was found, page by page', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await expect(page.getByText('1,200 customers')).toBeVisible();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('customers.csv');
    const text = await (await file.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
    expect(text.trim().split('\r\n')).toHaveLength(1201);
    expect(text.split('\r\n')[0]).toBe('id,name,label,first_seen,last_seen,events,channels,city,persona,plan');
  });

  test('says when nobody is found, and when there is nobody at all', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers?q=zzz');
    await expect(page.getByText('Nobody found for “zzz”')).toBeVisible();
    await page.getByRole('button', { name: 'Show everybody' }).click();
    await expect(page.getByText('1,200 customers')).toBeVisible();
    const empty = await page.context().newPage();
    await fakeApi(empty, { overrides: { 'GET customers': { items: [], next_cursor: null, total: 0 } } });
    await empty.goto('/customers');
    await expect(empty.getByText('No customers yet')).toBeVisible();
    await expect(empty.getByRole('link', { name: 'Import a file' })).toBeVisible();
    await hasNoAxeViolations(empty);
  });

  test('says so while customers are still being read', async ({ page }) => {
    await fakeApi(page, { overrides: { 'GET customers': { items: [], next_cursor: null, total: 0, read: 0.426 } } });
    await page.goto('/customers?q=ada');
    await expect(page.getByText('Customers are still being read')).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: '42 % of customers are read' })).toBeVisible();
    await hasNoAxeViolations(page);
  });
});
