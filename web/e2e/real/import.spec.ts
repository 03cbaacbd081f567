import { hasNoAxeViolations } from '../axe';
import { expect, settled, signIn, test } from './real_test';
import { freshFolder, realData, startServer, wend, type Server } from './server';

/** Thirty cases of two events each, as the municipality's log has them; one time is no time. */
const cases = 30;
const minute = (at: number) => String(at % 60).padStart(2, '0');
const rows = Array.from({ length: cases }, (_, i) => [
  `Internet,case-${i},Confirmation of receipt,Resource21,2011-10-11 13:${minute(i)}:40.276000+02:00`,
  `Desk,case-${i},T02 Check confirmation of receipt,Resource10,${i === 7 ? 'yesterday at noon' : `2011-10-12 08:${minute(i)}:25.398000+02:00`}`,
]).flat();
const csv = ['case:channel,case:concept:name,concept:name,org:resource,time:timestamp', ...rows, ''].join('\n');

test.describe.serial('a company that has nothing yet', () => {
  let server: Server;
  test.beforeAll(async () => {
    const data = freshFolder();
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
    await expect(page.getByText(/^59 events added.*1 row rejected/)).toBeVisible({ timeout: 30_000 });
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download them' }).click();
    const text = await (await (await saved).createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
    expect(text).toContain('yesterday at noon');
    expect(text.trim().split('\n')).toHaveLength(2);

    await page.goto(`${server.url}/customers?q=case-12`);
    await page.getByRole('link', { name: /case-12/ }).click();
    await expect(page.getByText('2 events, 2 sessions')).toBeVisible();
    await expect(page.getByRole('button', { name: /T02 Check confirmation of receipt/ })).toBeVisible();
  });

  test('takes a list of customers, who are then known by more', async ({ page }) => {
    test.setTimeout(120_000);
    const people = 'case id,E-Mail,Contact,City\ncase-12,Ada@Example.com,Ada Lovelace,London\ncase-13,,Charles,London\n,,Nobody,Paris\n';
    await signIn(page, server.data);
    await page.goto(`${server.url}/data/import`);
    await page.locator('input[type=file]').setInputFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(people) });
    await expect(page.getByRole('button', { name: 'Row: a customer' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Customer: case id' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'E-Mail (email)' })).toBeVisible();
    await expect(page.getByText('Ada@Example.com').first()).toBeVisible();
    await settled(page);
    await hasNoAxeViolations(page);
    await page.getByRole('button', { name: 'Row: a customer' }).click();
    await page.getByRole('option', { name: /an event/ }).click();
    await expect(page.getByText('Choose the column that says what happened')).toBeVisible();
    await page.getByRole('button', { name: 'Row: an event' }).click();
    await page.getByRole('option', { name: /a customer/ }).click();
    await page.getByRole('textbox', { name: 'Name of the trait of Contact' }).fill('name');
    await page.getByRole('button', { name: 'Start import' }).click();
    await expect(page.getByText(/What is known of 2 customers added.*1 row rejected/)).toBeVisible({ timeout: 30_000 });
    await page.getByRole('link', { name: 'See the customers' }).click();
    await expect(page.getByText('Ada Lovelace').first()).toBeVisible();
    await page.goto(`${server.url}/customers?q=ada@example.com`);
    await page.getByRole('link', { name: /Ada Lovelace/ }).first().click();
    await expect(page.getByText('London').first()).toBeVisible();
    await expect(page.getByText('3 events').first()).toBeVisible();
  });
});

test('the same file with another mapping replaces its events only after a question', async ({ page, watch }) => {
  test.setTimeout(120_000);
  watch.expected.push(/status of 409/);
  const data = freshFolder();
  let server = await startServer(data);
  const file = { name: 'visits.csv', mimeType: 'text/csv', buffer: Buffer.from(csv.replace('yesterday at noon', '2011-10-12 09:00:00+02:00')) };
  const start = async () => {
    await page.goto(`${server.url}/data/import`);
    await page.locator('input[type=file]').setInputFiles(file);
    await expect(page.getByRole('button', { name: 'Start import' })).toBeEnabled();
  };
  const nameEveryRow = async () => {
    await page.getByRole('button', { name: 'Event: concept:name' }).click();
    await page.getByLabel('Or one name for every row').fill('Visit');
    await page.getByRole('button', { name: 'Use this' }).click();
    await expect(page.getByRole('button', { name: 'Event: “Visit”' })).toBeVisible();
    await page.getByRole('button', { name: 'Start import' }).click();
  };
  const dialog = page.getByRole('dialog', { name: 'This file was imported before' });
  try {
    await page.goto(server.link);
    await page.getByRole('link', { name: 'Later, in Settings' }).click();
    await start();
    await page.getByRole('button', { name: 'Start import' }).click();
    await expect(page.getByText('60 events added.')).toBeVisible({ timeout: 30_000 });

    await start();
    await nameEveryRow();
    await expect(dialog).toContainText('with another mapping and brought 60 events.');
    await hasNoAxeViolations(page);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: 'Start import' }).click();
    await dialog.getByRole('button', { name: 'Replace 60 events' }).click();
    await expect(page.getByText('60 events added.')).toBeVisible({ timeout: 30_000 });
    const address = new URL(page.url()).pathname;
    await page.goto(`${server.url}/data/events`);
    await expect(page.getByRole('table', { name: 'Events' }).getByRole('row')).toHaveCount(2);
    await expect(page.getByText('60 events · 30 customers')).toBeVisible();

    server = await server.again();
    await page.goto(server.url + address);
    await expect(page.getByText('60 events added.')).toBeVisible();
  } finally {
    await server.stop();
  }
});

test('the municipality’s receipts have the events their readme says', async ({ page }) => {
  const file = realData('receipt.csv');
  test.skip(file === null, 'receipt.csv is not here: set WEND_TEST_DATA to the folder of the real data');
  test.setTimeout(120_000);
  const data = freshFolder();
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
