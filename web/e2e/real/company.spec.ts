import type { Page } from '@playwright/test';
import { hasNoAxeViolations, look, wideLooks } from '../axe';
import { company, expect, notSignedIn, numberIn, settled, test } from './real_test';

const email = 'ada@example.org';
const password = 'four small dry words';

test.describe.serial('the first administrator', () => {
  test('signs in with the link, chooses a password and finds what hurts', async ({ page }) => {
    const { url, link } = company();
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'You are signed in' })).toBeVisible();
    await page.getByLabel('Name').fill('Ada Byron');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page).toHaveURL(`${url}/`);
    await settled(page);
    const findings = page.getByRole('button', { name: 'See the people' });
    await expect(findings.first()).toBeVisible({ timeout: 20_000 });

    // From a finding to its people, to one of them, to what happened to them.
    await findings.first().click();
    const panel = page.getByRole('dialog');
    const heading = panel.getByText(/^[\d,]+ (people|person)/).first();
    await expect(heading).toBeVisible();
    expect(numberIn(await heading.textContent())).toBeGreaterThan(0);
    await panel.getByRole('listitem').first().getByRole('link').click();
    await expect(page).toHaveURL(/\/customers\/c_/);
    await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
    await expect(page.getByRole('heading', { name: /^One person,/ })).toBeVisible();
    await expect(page.getByRole('img', { name: /The journey as a picture/ })).toBeVisible();
    await expect(page.getByRole('list', { name: 'Events' }).getByRole('listitem').first()).toBeVisible();
  });

  test('signs out and in again with the password, and not with another', async ({ page, watch }) => {
    watch.expected.push(notSignedIn);
    const { url } = company();
    await page.goto(`${url}/customers?sort=events`);
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`${url}/customers?sort=events`);
    await expect(page.getByRole('table', { name: 'Customers' }).getByRole('row').nth(3)).toBeVisible();
    await page.goto(`${url}/settings`);
    await page.getByLabel('Name').fill('Ada King');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your profile is saved.')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Name')).toHaveValue('Ada King');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/signin/);
    await page.goto(url);
    await expect(page).toHaveURL(/\/signin/);
  });

  test('cannot use the link a second time', async ({ page, watch }) => {
    watch.expected.push(/status of 4\d\d/, /This sign-in link was used already/);
    await page.goto(company().link);
    await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  });
});

test.describe('signed in', () => {
  test.use({ storageState: async ({ signedIn }, use) => use(signedIn), baseURL: async ({}, use) => use(company().url) });

  test('explores paths, process, funnel and time, each with the people behind', async ({ page }) => {
    const pictures: [string, () => ReturnType<typeof page.locator>][] = [
      ['Paths', () => page.getByLabel(/^Paths\./)],
      ['Process', () => page.getByRole('region', { name: 'Process map' })],
      ['Funnel', () => page.locator('svg[aria-label="Funnel"]')],
      ['Time', () => page.getByLabel('How long it took')],
    ];
    await page.goto('/explore');
    for (const [tab, picture] of pictures) {
      await page.getByRole('radiogroup', { name: 'Kind of question' }).getByText(tab, { exact: true }).click();
      await expect(picture().first()).toBeVisible({ timeout: 20_000 });
      const foot = page.getByRole('status').filter({ hasText: 'exact' });
      await expect(foot).toBeVisible();
      const number = foot.getByRole('button');
      if ((await number.count()) === 0) continue;
      const counted = numberIn(await number.textContent());
      await number.click();
      const heading = page.getByRole('dialog').getByText(/^[\d,]+ (people|person)/).first();
      await expect(heading).toBeVisible();
      expect(numberIn(await heading.textContent()), tab).toBe(counted);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  });

  test('finds a customer by name and by identity, and reads the whole timeline', async ({ page }) => {
    await page.goto('/customers?sort=events');
    const rows = page.getByRole('table', { name: 'Customers' }).locator('tbody tr[data-row]');
    const name = await rows.first().getByRole('link').textContent();
    const id = await rows.first().getByRole('link').getAttribute('href');
    await page.getByLabel('Search customers').fill(name ?? '');
    await expect(page.getByText(/customers? found/)).toBeVisible();
    await expect(page.locator(`a[href="${id}"]`)).toBeVisible();
    await page.locator(`a[href="${id}"]`).click();
    await settled(page);
    // The tag counts what the list then holds, to the last page.
    const all = numberIn(await page.getByText(/^[\d,]+ events, [\d,]+ sessions?$/).textContent());
    const content = page.getByRole('region', { name: 'Content' });
    await expect
      .poll(async () => {
        await content.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return page.getByText('That is the whole timeline').isVisible();
      }, { timeout: 30_000 })
      .toBe(true);
    const channel = page.getByRole('figure').getByRole('button').first();
    await channel.click();
    const some = page.getByText(new RegExp(`^[\\d,]+ of ${all.toLocaleString('en')} events$`));
    await expect(some).toBeVisible();
    await expect(page).toHaveURL(/channel=/);
  });

  test('opens an event by its link', async ({ page, context }) => {
    await page.goto('/customers?sort=events');
    await page.locator('tr[data-row="0"]').getByRole('link').click();
    const events = page.getByRole('list', { name: 'Events' }).locator('[data-row]');
    await events.nth(2).click();
    await expect(page).toHaveURL(/open=/);
    const again = await context.newPage();
    await again.goto(page.url());
    await expect(again.getByRole('list', { name: 'Events' }).getByRole('button', { expanded: true })).toBeVisible();
  });

  test('finds customers and events with the palette', async ({ page }) => {
    await page.goto('/');
    await settled(page);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Find a customer/).fill('order');
    await expect(page.getByText('Order placed').first()).toBeVisible();
  });

  async function passesAxe(page: Page): Promise<void> {
    for (const one of wideLooks) {
      await look(page, one);
      await settled(page);
      await hasNoAxeViolations(page, one.name);
    }
  }

  const kinds = ['paths', 'process', 'funnel', 'time-between'].map((kind) => `/explore?kind=${kind}`);
  for (const path of ['/', ...kinds, '/customers', '/data', '/data/events', '/data/imports', '/data/import', '/settings', '/nowhere']) {
    test(`passes axe in light and dark: ${path}`, async ({ page }) => {
      await look(page, wideLooks[0]);
      await page.goto(path);
      await passesAxe(page);
    });
  }

  test('passes axe in light and dark: a customer', async ({ page }) => {
    await look(page, wideLooks[0]);
    await page.goto('/customers?sort=events');
    await page.locator('tr[data-row="0"]').getByRole('link').click();
    await expect(page).toHaveURL(/\/customers\/c_/);
    await passesAxe(page);
  });
});
