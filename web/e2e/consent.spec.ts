import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, look, wideLooks } from './axe';
import { session } from './fixtures/answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

/** The dialog alone: the page behind it is out of reach. */
async function dialogPassesAxe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('[role="dialog"]').analyze();
  expect.soft(violations.map(({ id }) => id)).toEqual([]);
}

const admin = { ...session, user: { ...session.user, role: 'admin' } };

test('purposes are listed, added and changed', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET session': admin } });
  await page.goto('/settings/privacy');
  const rows = page.getByRole('table', { name: 'Purposes' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(2)).toContainText('Keep it without who it was');
  for (const one of wideLooks) {
    await look(page, one);
    await hasNoAxeViolations(page, one.name);
  }
  await page.getByRole('button', { name: 'Add a purpose' }).click();
  const dialog = page.getByRole('dialog');
  await hasNoAxeViolations(page);
  await dialog.getByLabel('Name').fill('News');
  const sent = page.waitForRequest((request) => request.method() === 'PUT' && request.url().endsWith('/consent/purposes'));
  await dialog.getByRole('button', { name: 'Save' }).click();
  const purposes = (await sent).postDataJSON().purposes;
  expect(purposes).toHaveLength(4);
  expect(purposes[3]).toMatchObject({ id: 'news', name: 'News', lawful_basis: 'consent', default: 'opt_in', required_at_ingest: null });
  await expect(dialog).toBeHidden();
});

test('without purposes the way to the first is shown, and a failure can be tried again', async ({ page }) => {
  let broken = true;
  await fakeApi(page, {
    overrides: {
      'GET session': admin,
      'GET consent/purposes': () => (broken ? { raw: { status: 500, contentType: 'application/problem+json', body: JSON.stringify({ title: 'It failed', status: 500, code: 'io', detail: 'The disk is gone.' }) } } : { purposes: [] }),
    },
  });
  await page.goto('/settings/privacy');
  await expect(page.getByText('The disk is gone.')).toBeVisible({ timeout: 20_000 });
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('No purposes yet')).toBeVisible();
});

test('a customer’s consent is shown with its history, and recorded with a reason', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET session': admin } });
  await page.goto('/customers/c_0');
  const states = page.getByRole('listitem').filter({ hasText: /withdrawn/ });
  await expect(states).toContainText('sms');
  await expect(page.getByText('contract, needs no consent')).toBeVisible();
  await page.getByRole('button', { name: 'What was said' }).click();
  await expect(page.getByRole('dialog')).toContainText('recorded by deniz@example.org');
  await dialogPassesAxe(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Record what the customer said' });
  await dialogPassesAxe(page);
  await expect(dialog.getByRole('button', { name: 'Record' })).toBeDisabled();
  await dialog.getByText('Withdrawn').click();
  await dialog.getByLabel('How it is known').fill('On the phone');
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/consent'));
  await dialog.getByRole('button', { name: 'Record' }).click();
  expect((await sent).postDataJSON()).toMatchObject({ purpose: 'newsletter', channel: null, state: 'withdrawn', reason: 'On the phone' });
  await expect(dialog).toBeHidden();
});
