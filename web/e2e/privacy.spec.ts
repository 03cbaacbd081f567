import { expect, test } from '@playwright/test';
import { hasNoAxeViolations, look, wideLooks } from './axe';
import { session } from './fixtures/answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const admin = { ...session, user: { ...session.user, role: 'admin' } };

test('erasures are listed without saying whom, with progress and certificates', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/settings');
  await page.getByRole('link', { name: 'Open privacy' }).click();
  const rows = page.getByRole('table', { name: 'Erasures' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1)).toContainText('Writing the event store anew');
  await expect(rows.nth(1).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '75');
  await expect(rows.nth(2)).toContainText('Done, kept out');
  await rows.nth(2).getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('menuitem', { name: 'As JSON' })).toHaveAttribute('href', '/api/v1/privacy/erasures/era_2/certificate?format=json');
  await page.keyboard.press('Escape');
  for (const one of wideLooks) {
    await look(page, one);
    await hasNoAxeViolations(page, one.name);
  }
});

test('nobody erased yet says how to begin, and a failure can be tried again', async ({ page }) => {
  let broken = true;
  await fakeApi(page, {
    overrides: {
      'GET privacy/erasures': () => (broken ? { raw: { status: 500, contentType: 'application/problem+json', body: JSON.stringify({ title: 'It failed', status: 500, code: 'io', detail: 'The disk is gone.' }) } } : { items: [], next_cursor: null }),
    },
  });
  await page.goto('/settings/privacy');
  await expect(page.getByText('The disk is gone.')).toBeVisible({ timeout: 20_000 });
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nobody was erased yet')).toBeVisible();
});

test('a customer is erased after a look at what goes and a word', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET session': admin } });
  await page.goto('/customers/c_0');
  await page.getByRole('button', { name: 'Privacy' }).click();
  await expect(page.getByRole('menuitem', { name: 'Export everything, as JSON' })).toHaveAttribute('href', /\/api\/v1\/customers\/c_\w+\/export\?format=json/);
  await page.getByRole('menuitem', { name: 'Erase' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('1,204');
  await expect(dialog).toContainText('1 saved question names this customer. It stays as somebody wrote it.');
  await hasNoAxeViolations(page);
  const erase = dialog.getByRole('button', { name: 'Erase' });
  await expect(erase).toBeDisabled();
  await dialog.getByLabel('Do not collect again').check();
  await dialog.getByLabel(/to confirm/).fill('erase');
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/privacy/erasures'));
  await erase.click();
  expect((await sent).postDataJSON()).toMatchObject({ confirm: 'erase', keep_out: true });
  await expect(page.getByRole('heading', { level: 1, name: 'Privacy' })).toBeVisible();
});
