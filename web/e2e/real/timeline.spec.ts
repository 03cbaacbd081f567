import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, signIn, test } from './real_test';
import { freshFolder, startServer, wend, writeKey, type Server } from './server';

const events = 50_000;
const from = Date.parse('2024-01-01T08:00:00Z');
const names = ['Page viewed', 'Product viewed', 'Added to cart', 'Chat started'];

/** Visits of eight events, two hours apart, of one customer. */
function longLife(): string {
  const lines = ['customer,event,time,channel,path'];
  for (let i = 0; i < events; i += 1) {
    const at = new Date(from + Math.floor(i / 8) * 7_200_000 + (i % 8) * 40_000).toISOString();
    lines.push(`ann,${names[(i * 7) % 4]},${at},${i % 16 < 8 ? 'web' : 'app'},/page/${i % 50}`);
  }
  return lines.join('\n');
}

let server: Server;
let key = '';

test.beforeAll(async () => {
  const data = freshFolder();
  const file = join(data, 'life.csv');
  writeFileSync(file, longLife());
  wend('import', '--data', data, file);
  key = writeKey(data, 'Shop');
  server = await startServer(data);
});
test.afterAll(() => server.stop());

/** Waits until what scrolls has not moved for a fifth of a second. */
async function stillness(body: Locator): Promise<void> {
  let before = -1;
  await expect
    .poll(
      async () => {
        const now = await body.evaluate((element) => element.scrollTop + element.scrollHeight * 1e-6);
        const still = now === before;
        before = now;
        return still;
      },
      { intervals: [200] },
    )
    .toBe(true);
}

test('shows fifty thousand events at once, and new ones as they come', async ({ page }) => {
  await signIn(page, server.data);
  await page.goto(`${server.url}/customers`);
  const link = page.getByRole('table', { name: 'Customers' }).getByRole('link').first();
  await expect(link).toBeVisible({ timeout: 30_000 });
  const track = (event: string) =>
    page.request.post(`${server.url}/v1/track?writeKey=${key}`, { data: { userId: 'ann', event, properties: { step: 'late' } } });
  const began = Date.now();
  await link.click();
  const list = page.getByRole('list', { name: 'Events' });
  await expect(list.getByRole('listitem').first()).toBeVisible();
  // What it takes stands in docs/performance.md; here it must not hang.
  expect(Date.now() - began).toBeLessThan(10_000);
  await expect(page.getByText('50,000 events, 6,250 sessions')).toBeVisible();

  const body = page.getByRole('region', { name: 'Content' });
  await body.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  // The rows of the middle, and no longer those of the top; once measured, they lie still.
  await expect(list.getByRole('heading', { name: /^Session 3,1\d\d,/ }).first()).toBeVisible();
  await expect(list.getByRole('heading', { name: /^Session 6,/ })).toHaveCount(0);
  await stillness(body);
  expect(await list.getByRole('listitem').count()).toBeLessThan(80);

  // Read far down: what comes is counted, and nothing moves.
  const read = list.locator('[data-row]:visible').nth(12);
  const row = Number(await read.getAttribute('data-row'));
  const text = (await read.textContent()) ?? '';
  const before = await read.boundingBox();
  expect((await track('Newsletter opened')).ok()).toBe(true);
  const pill = page.getByRole('button', { name: '1 new', exact: true });
  await expect(pill).toBeVisible();
  const rows = list.locator('[data-row]').filter({ hasText: text.slice(0, 20) });
  await expect(rows.first()).toBeVisible();
  const same = await list.locator('[data-row]').evaluateAll(
    (all, wanted) => all.map((one) => ({ row: Number(one.getAttribute('data-row')), y: one.getBoundingClientRect().y })).filter(({ row }) => row > wanted && row < wanted + 6),
    row,
  );
  expect(same.some(({ y }) => Math.abs(y - (before?.y ?? 0)) < 1)).toBe(true);

  // At the top they slide in.
  await pill.click();
  await expect(list.getByText('Newsletter opened')).toBeVisible();
  await track('Store visited');
  await expect(list.getByText('Store visited')).toBeVisible();
  await list.getByText('Store visited').click();
  await expect(page.getByText('late', { exact: true })).toBeVisible();
});

test('searches and filters on the server', async ({ page }) => {
  await signIn(page, server.data);
  await page.goto(`${server.url}/customers`);
  await page.getByRole('table', { name: 'Customers' }).getByRole('link').first().click();
  await page.getByLabel('Search events').fill('/page/48');
  await expect(page.getByText(/^1,000 of 50,00\d events$/)).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: /^Pages/ }).click();
  await expect(page).toHaveURL(/kind=page/);
  await page.goBack();
  await expect(page.getByText(/^1,000 of 50,00\d events$/)).toBeVisible();
});
