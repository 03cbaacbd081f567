import { expect, test } from '@playwright/test';
import { hasNoAxeViolations, passesAxeInEveryLook } from './axe';
import { session } from './fixtures/answers.mjs';
import { exportPreview } from './fixtures/exports.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const admin = { ...session, user: { ...session.user, role: 'admin' } };
const asAdmin = (overrides: Record<string, unknown> = {}) => ({ overrides: { 'GET session': admin, ...overrides } });
const refused = (status: number, title: string, detail: string) => ({
  raw: { status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title, status, code: 'io', detail }) },
});

test('exports are listed with what became of them', async ({ page }) => {
  await fakeApi(page, asAdmin());
  await page.goto('/settings/privacy');
  const rows = page.getByRole('table', { name: 'Pseudonymised exports' }).getByRole('row');
  await expect(rows).toHaveCount(6);
  await expect(rows.nth(1).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
  await expect(rows.nth(2)).toContainText('48,112 rows of 1,986 customers. Left out or replaced: 214 customers for whom the purpose is not allowed; 98 rows of 7 groups smaller than k');
  await expect(rows.nth(3)).toContainText('Downloaded, the file is deleted');
  await expect(rows.nth(4)).toContainText('A customer was erased since');
  await expect(rows.nth(5)).toContainText('No space left on device');
  await rows.nth(2).getByRole('button').click();
  await expect(page.getByRole('menuitem', { name: 'Download, 6,059 KiB' })).toHaveAttribute('href', '/api/v1/privacy/exports/exp_4/file');
  const deleted = page.waitForRequest((request) => request.method() === 'DELETE');
  await page.getByRole('menuitem', { name: 'Delete the file' }).click();
  expect((await deleted).url()).toContain('/privacy/exports/exp_4');
});

test('a new export follows the proposal and what is changed of it', async ({ page }) => {
  const previews: { columns: { name: string; choice: string }[]; k: number }[] = [];
  await fakeApi(
    page,
    asAdmin({
      'POST privacy/exports/preview': (sent: (typeof previews)[number]) => {
        previews.push(sent);
        return exportPreview;
      },
    }),
  );
  await page.goto('/settings/privacy');
  await page.getByRole('button', { name: 'New export' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('table', { name: 'First rows' }).getByRole('row')).toHaveCount(21);
  await expect(dialog.getByRole('list', { name: 'Left out or replaced' })).toContainText('214 customers for whom the purpose is not allowed');
  await expect(dialog.getByText('in groups of 5 or more')).toBeVisible();
  await expect(dialog.getByText('ann.lee@example.com')).toBeVisible();
  const channel = dialog.getByRole('radiogroup', { name: 'What becomes of channel' });
  await expect(channel.getByRole('radio', { name: 'Keep' })).toBeChecked();
  await channel.getByText('Leave out').click();
  await expect.poll(() => previews.at(-1)?.columns.find(({ name }) => name === 'channel')?.choice).toBe('leave_out');
  await dialog.getByLabel('Smallest group (k)').fill('10');
  await dialog.getByLabel('Can be joined with other exports').check();
  await dialog.getByLabel('From').fill('2026-01-01');
  await dialog.getByRole('combobox', { name: 'Format' }).or(dialog.getByRole('textbox', { name: 'Format' })).first().click();
  await page.getByRole('option', { name: 'Parquet' }).click();
  await hasNoAxeViolations(page, 'dialog');
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/privacy/exports'));
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const body = (await sent).postDataJSON();
  expect(body).toMatchObject({ what: 'events', from: '2026-01-01', to: null, times: 'shifted', only_with: null, k: 10, key: 'of_the_workspace', format: 'parquet' });
  expect(body.columns).toContainEqual({ name: 'channel', choice: 'leave_out', quasi_identifier: false });
  expect(body.columns).toContainEqual({ name: 'properties.postcode', choice: 'generalise', quasi_identifier: true });
  await expect(dialog).toBeHidden();
});

test('customers have columns of their own', async ({ page }) => {
  await fakeApi(page, asAdmin());
  await page.goto('/settings/privacy');
  await page.getByRole('button', { name: 'New export' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radiogroup', { name: 'What to export' }).getByText('Customers').click();
  await expect(dialog.getByRole('radiogroup', { name: 'What becomes of plan' })).toBeVisible();
  await expect(dialog.getByRole('radiogroup', { name: 'What becomes of amount' })).toHaveCount(0);
});

test('what goes wrong is said where it went wrong', async ({ page }) => {
  await fakeApi(
    page,
    asAdmin({
      'POST privacy/exports/preview': () => refused(422, 'Wrong', 'The name of a column names somebody, and would be written.'),
      'POST privacy/exports': () => refused(429, 'Too many', 'Too many exports wait to be written.'),
    }),
  );
  await page.goto('/settings/privacy');
  await page.getByRole('button', { name: 'New export' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('region', { name: 'Preview' }).getByRole('alert')).toContainText('names somebody');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(dialog.getByText('Too many exports wait to be written.')).toBeVisible();
});

test('the key is renewed when somebody is sure', async ({ page }) => {
  await fakeApi(page, asAdmin());
  await page.goto('/settings/privacy');
  await page.getByRole('button', { name: 'Renew the key' }).click();
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/privacy/exports/key'));
  await page.getByRole('dialog').getByRole('button', { name: 'Renew', exact: true }).click();
  await sent;
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('nothing yet says what there could be, and who may not does not see it', async ({ page }) => {
  await fakeApi(page, asAdmin({ 'GET privacy/exports': { items: [], next_cursor: null, key: null } }));
  await page.goto('/settings/privacy');
  await expect(page.getByText('Nothing was exported yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Renew the key' })).toHaveCount(0);
});

test('an editor does not see exports', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET session': { ...session, user: { ...session.user, role: 'editor' } } } });
  await page.goto('/settings/privacy');
  await expect(page.getByRole('heading', { name: 'Erasures' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Pseudonymised exports' })).toHaveCount(0);
});

test('the dialog fits every screen', async ({ page }) => {
  await fakeApi(page, asAdmin());
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto('/settings/privacy');
      await page.getByRole('button', { name: 'New export' }).click();
    },
    settled: async () => await expect(page.getByRole('table', { name: 'First rows' })).toBeAttached(),
  });
});
