import { expect, test } from '@playwright/test';
import { hasNoAxeViolations } from './axe';
import { session } from './fixtures/answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const admin = { ...session, user: { ...session.user, role: 'admin' } };

test('retention rules are listed with what is due, added, and run', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET session': admin } });
  await page.goto('/settings/privacy');
  const rows = page.getByRole('table', { name: 'Retention rules' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText('1,204');
  await expect(page.getByText('312 events by “Viewed*, Page left”')).toBeVisible();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await dialog.getByLabel('Events').fill('Cart*');
  await page.keyboard.press('Enter');
  await hasNoAxeViolations(page);
  const sent = page.waitForRequest((request) => request.method() === 'PUT' && request.url().endsWith('/retention/rules'));
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect((await sent).postDataJSON().rules[2]).toMatchObject({ id: 'rule_3', events: ['Cart*'], days: 365, action: 'delete', source: null });
  await expect(dialog).toBeHidden();
});

test('a run that would delete more than half asks for a word', async ({ page }) => {
  await fakeApi(page, {
    overrides: { 'GET session': admin, 'POST retention/preview': () => ({ events: 100, deletes: 80, needs_confirmation: true, rules: [{ id: 'rule_1', events: 80, oldest: null, newest: null }] }) },
  });
  await page.goto('/settings/privacy');
  await page.getByRole('button', { name: 'Run now' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('80 events of 100 are due');
  await expect(dialog.getByRole('button', { name: 'Run' })).toBeDisabled();
  await dialog.getByLabel(/more than half/).fill('delete');
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/retention/runs'));
  await dialog.getByRole('button', { name: 'Run' }).click();
  expect((await sent).postDataJSON()).toEqual({ confirm: 'delete' });
});
