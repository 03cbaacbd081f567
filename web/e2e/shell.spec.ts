import { expect, test } from '@playwright/test';
import { hasNoAxeViolations } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';

test('asks nobody else for anything and breaks no rule of its policy', async ({ page, baseURL }) => {
  const hosts = new Set<string>();
  const errors: string[] = [];
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const csp = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self'";
  await page.route(`${baseURL}/`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'Content-Security-Policy': csp } });
  });
  await fakeApi(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Lately' })).toBeVisible();
  await expect(page.locator('figure svg').first()).toBeVisible();
  expect([...hosts]).toEqual([new URL(baseURL ?? '').host]);
  expect(errors).toEqual([]);
});

test('goes round the screens by keyboard', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await expect(page.getByText('1,284,902 events · 48,210 customers')).toBeVisible();
  for (const [key, name] of [['e', 'Explore'], ['c', 'Customers'], ['d', 'Data'], ['s', 'Settings'], ['h', 'Home']]) {
    await page.keyboard.press('g');
    await page.keyboard.press(key as string);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('opens the people behind a number and keeps them in the address', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await page.getByRole('button', { name: '48,210', exact: true }).click();
  const panel = page.getByRole('dialog');
  await expect(panel.getByText('60 people')).toBeVisible();
  // At the right edge, as high as the window.
  await expect.poll(() => panel.boundingBox()).toEqual({ x: 1060, y: 0, width: 380, height: 900 });
  await page.reload();
  await expect(panel.getByText('60 people')).toBeVisible();
  await hasNoAxeViolations(page);
  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Export CSV' }).click();
  expect((await saved).suggestedFilename()).toBe('people.csv');
  await panel.getByRole('link', { name: /Maren Köhler/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Maren Köhler' })).toBeVisible();
  await expect(panel).toBeHidden();
});

test('finds a customer with the palette', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByPlaceholder(/Find a customer/).fill('maren');
  await expect(page.getByText('user_id 48102')).toBeVisible();
  await page.getByText('user_id 48102').click();
  await expect(page).toHaveURL(/customers\/c_0/);
});

test('signs in, comes back to the address asked for, and signs out', async ({ page }) => {
  await fakeApi(page, { signedOut: true });
  await page.goto('/customers?sort=events');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await hasNoAxeViolations(page);
  await page.getByLabel('E-mail').fill('deniz@example.org');
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('does not sign anybody in');
  await page.getByRole('textbox', { name: 'Password' }).fill('a good password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/customers\?sort=events/);
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/signin/);
});

for (const address of ['/link?token=abc', '/link#token=abc', '/#link=abc']) {
  test(`signs in with ${address}`, async ({ page }) => {
    await fakeApi(page, { signedOut: true });
    const sent = page.waitForRequest((request) => request.url().endsWith('/session/link'));
    await page.goto(address);
    expect((await sent).postDataJSON()).toEqual({ token: 'abc' });
    await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
    expect(page.url()).not.toContain('abc');
  });
}

test('says when a link does not work', async ({ page }) => {
  await fakeApi(page, { signedOut: true });
  await page.goto('/link?token=used');
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
});
