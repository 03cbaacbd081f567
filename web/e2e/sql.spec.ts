import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { loaded, passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';
import { sqlAnswer } from './fixtures/sql.mjs';

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL statement' });

test('takes an example, runs it by the keyboard, and keeps it in the address and the history', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sql');
  await page.getByRole('button', { name: 'How often each event happened' }).click();
  await expect(editor(page)).toContainText('GROUP BY event');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText('The first 10,000 rows')).toBeVisible();
  await expect(page).toHaveURL(/q=SELECT/);
  await expect(page.getByRole('link', { name: 'c_0000000000000011' })).toBeVisible();
  await page.getByRole('button', { name: 'Fetch up to 100,000' }).click();
  await expect(page.getByText('100,000 rows ·')).toBeVisible();

  await page.getByRole('button', { name: 'Insert customers' }).click();
  await expect(editor(page)).toContainText('customers');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('menuitem', { name: /^SELECT event/ }).click();
  await expect(editor(page)).not.toContainText('customers');
  await page.reload();
  await expect(editor(page)).toContainText('GROUP BY event');
});

test('shows any number of rows, sorts and saves them', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sql?q=SELECT%201');
  await page.getByRole('button', { name: /^Run/ }).click();
  const table = page.getByRole('table', { name: 'Answer' });
  await expect(table).toHaveAttribute('aria-rowcount', '10001');
  expect(await table.getByRole('row').count()).toBeLessThan(80);
  await table.getByRole('button', { name: 'events', exact: true }).click();
  await expect(table.getByRole('columnheader', { name: 'events' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(table.getByRole('row').nth(1)).toContainText('24');
  await page.getByRole('region', { name: 'Rows of the answer' }).evaluate((grid) => grid.scrollTo({ top: grid.scrollHeight }));
  await expect(table.locator('[aria-rowindex="10001"]')).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Rows as CSV' }).click()]);
  const text = readFileSync((await file.path()) ?? '', 'utf8');
  expect(text.split('\r\n')).toHaveLength(10002);
  expect(text.split('\r\n')[0]).toBe('customer,event,events,revenue,last_seen,channels');
});

test('marks the place of an error, and says what to do', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sql');
  await editor(page).fill('SELECT event,\n  chanel\nFROM events');
  await page.getByRole('button', { name: /^Run/ }).click();
  await expect(page.getByRole('alert')).toContainText('not found in FROM clause');
  await expect(page.getByRole('button', { name: 'Line 2, column 3' })).toBeVisible();
  await expect(page.locator('.cm-lintRange-error')).toHaveText('chanel');
  await editor(page).fill('SELECT 1');
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
});

test('cancels a statement', async ({ page }) => {
  let release: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => (release = resolve));
  await fakeApi(page);
  await page.route('**/api/v1/sql', async (route) => {
    await waiting;
    await route.fulfill({ json: sqlAnswer(3) }).catch(() => undefined);
  });
  await page.goto('/data/sql?q=SELECT%201');
  await page.getByRole('button', { name: /^Run/ }).click();
  await expect(page.getByText(/^Running/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
  release();
  await expect(page.getByRole('table', { name: 'Answer' })).toHaveCount(0);
});

test('an answer without rows says so', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/sql?q=SELECT%20nobody');
  await page.getByRole('button', { name: /^Run/ }).click();
  await expect(page.getByText('The statement is right; nothing matches it.')).toBeVisible();
});

test('passes axe with an answer and with an error', async ({ page }) => {
  await fakeApi(page);
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto('/data/sql?q=SELECT%20*%20FROM%20events%20--%20all');
      await page.getByRole('button', { name: /^Run/ }).click();
      await expect(page.getByRole('table', { name: 'Answer' })).toBeVisible();
      await loaded(page);
    },
  });
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto('/data/sql?q=SELECT%20chanel');
      await page.getByRole('button', { name: /^Run/ }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  });
});
