import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, hasNoAxeViolations, settled, test } from './real_test';
import { freshFolder, realData, startServer, wend, type Server } from './server';

const csv = [
  'case:channel,case:concept:name,concept:name,org:resource,time:timestamp',
  'Internet,case-1,Confirmation of receipt,Resource21,2011-10-11 13:45:40.276000+02:00',
  'Internet,case-1,T02 Check confirmation of receipt,Resource10,2011-10-12 08:26:25.398000+02:00',
  'Desk,case-2,Confirmation of receipt,Resource21,yesterday at noon',
  'Desk,case-2,T02 Check confirmation of receipt,Resource10,2011-11-24 15:36:51.302000+01:00',
  'Post,case-3,Confirmation of receipt,Resource05,2011-11-28 09:00:00.000000+01:00',
  '',
].join('\n');

test.describe.serial('a company that has nothing yet', () => {
  let server: Server;
  test.beforeAll(async () => {
    const data = freshFolder();
    mkdirSync(data, { recursive: true });
    server = await startServer(data);
  });
  test.afterAll(async () => {
    await server.stop();
  });

  test('shows the next step on every empty screen, then takes a file with a bad row', async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto(server.link);
    await page.getByRole('link', { name: 'Later, in Settings' }).click();
    for (const path of ['/', '/explore', '/customers', '/data']) {
      await page.goto(server.url + path);
      await settled(page);
      await hasNoAxeViolations(page);
    }
    await page.goto(`${server.url}/customers`);
    await expect(page.getByText('No customers yet')).toBeVisible();

    await page.goto(`${server.url}/data/import`);
    await page.locator('input[type=file]').setInputFiles({ name: 'receipt-small.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await expect(page.getByRole('button', { name: 'Event: concept:name' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Customer: .*case:concept:name/ })).toBeVisible();
    await hasNoAxeViolations(page);
    await page.getByRole('button', { name: 'Start import' }).click();
    await expect(page.getByText(/^4 events added.*1 row rejected/)).toBeVisible({ timeout: 30_000 });
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download them' }).click();
    const text = await (await (await saved).createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
    expect(text).toContain('yesterday at noon');
    expect(text.trim().split('\n')).toHaveLength(2);

    await page.goto(`${server.url}/customers?q=case-1`);
    await page.getByRole('link', { name: /case-1/ }).click();
    await expect(page.getByText('2 events, 2 sessions')).toBeVisible();
    await expect(page.getByRole('button', { name: /T02 Check confirmation of receipt/ })).toBeVisible();
  });
});

test('the municipality’s receipts have the events their readme says', async ({ page }) => {
  const file = realData('receipt.csv');
  test.skip(file === null, 'receipt.csv is not here: set WEND_TEST_DATA to the folder of the real data');
  test.setTimeout(120_000);
  const data = join(freshFolder(), 'data');
  wend('import', file ?? '', '--data', data);
  const server = await startServer(data);
  try {
    await page.goto(server.link);
    await page.getByRole('link', { name: 'Later, in Settings' }).click();
    await settled(page);
    await expect(page.getByText('8,577 events · 1,434 customers')).toBeVisible();
    await hasNoAxeViolations(page);
  } finally {
    await server.stop();
  }
});
