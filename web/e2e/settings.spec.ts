import { expect, test } from '@playwright/test';
import { session } from './fixtures/answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const without = { ...session, user: { ...session.user, name: null, email: null, has_password: false } };

test('welcome saves how one signs in the next time', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET session': without } });
  await page.goto('/welcome');
  await page.getByLabel('Name').fill('Deniz Acar');
  await page.getByLabel('E-mail').fill('deniz@example.org');
  await page.getByRole('textbox', { name: 'Password' }).fill('four small dry words');
  const sent = page.waitForRequest((request) => request.method() === 'PUT');
  await page.getByRole('button', { name: 'Save' }).click();
  expect((await sent).postDataJSON()).toEqual({ name: 'Deniz Acar', email: 'deniz@example.org', password: 'four small dry words' });
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
});

test('settings save the name alone, and ask for the password with a new e-mail', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/settings');
  const save = page.getByRole('button', { name: 'Save' });
  await expect(save).toBeDisabled();
  await page.getByLabel('Name').fill('Deniz A.');
  const name = page.waitForRequest((request) => request.method() === 'PUT');
  await save.click();
  expect((await name).postDataJSON()).toEqual({ name: 'Deniz A.' });
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
  const undone = page.waitForRequest((request) => request.method() === 'PUT');
  await page.getByRole('button', { name: 'Undo' }).click();
  expect((await undone).postDataJSON()).toEqual({ name: 'Deniz Acar' });
  await expect(page.getByLabel('Name')).toHaveValue('Deniz Acar');
  await page.getByLabel('E-mail').fill('da@example.org');
  await page.getByRole('textbox', { name: 'Current password' }).first().fill('a good password');
  const email = page.waitForRequest((request) => request.method() === 'PUT');
  await save.click();
  expect((await email).postDataJSON()).toMatchObject({ email: 'da@example.org', current_password: 'a good password' });
});

test('settings hint at weak passwords and show a wrong one at its field', async ({ page }) => {
  await fakeApi(page);
  await page.route('**/api/v1/me', (route) =>
    route.fulfill({
      status: 422, contentType: 'application/problem+json',
      body: JSON.stringify({ title: 'The question is wrong', status: 422, code: 'invalid_input', detail: 'The current password is wrong.', field: 'current_password' }),
    }));
  await page.goto('/settings');
  const next = page.getByRole('textbox', { name: 'New password' });
  await next.fill('short');
  await expect(page.getByText('5 more characters needed')).toBeVisible();
  await next.fill('deniz-is-here');
  await expect(page.getByText('Easy to guess: it contains your name or e-mail')).toBeVisible();
  await next.fill('four small dry words');
  await expect(page.getByText('Strong')).toBeVisible();
  await page.getByRole('textbox', { name: 'Current password' }).fill('wrong one');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('textbox', { name: 'Current password' })).toHaveAccessibleDescription('The current password is wrong.');
});

test('the theme is kept', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/settings');
  await page.getByText('Dark', { exact: true }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('says when the server is away, and asks again when it is back', async ({ page }) => {
  await page.clock.install();
  await fakeApi(page);
  await page.goto('/customers');
  await expect(page.getByText('up to date, 2 s behind')).toBeVisible();
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.clock.fastForward(11_000);
  await expect(page.getByText('Wend does not answer.')).toBeVisible();
  await expect(page.getByText('not connected')).toBeVisible();
  await expect(page.getByText('1,200 customers')).toBeVisible();
  await page.unroute('**/api/v1/**');
  await fakeApi(page);
  await page.clock.fastForward(4_000);
  await expect(page.getByText('Wend does not answer.')).toBeHidden();
});
