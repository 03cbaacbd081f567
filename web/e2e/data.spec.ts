import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, loaded, passesAxeInEveryLook } from './axe';
import { status } from './fixtures/answers.mjs';
import { imports, upload } from './fixtures/data.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const file = { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from('case id,concept:name\n1,Cart\n') };

async function chooseFile(page: Page): Promise<void> {
  await page.goto('/data/import');
  await page.locator('input[type=file]').setInputFiles(file);
}

const problem = (detail: string, hint: string) => ({
  raw: {
    status: 422,
    contentType: 'application/problem+json',
    body: JSON.stringify({ title: 'The file cannot be read', status: 422, code: 'invalid_input', detail, hint }),
  },
});

test('goes from a file to its events', async ({ page }) => {
  await fakeApi(page, {
    overrides: { 'GET imports/i_1/live': { raw: { contentType: 'text/event-stream', body: `event: done\ndata: ${JSON.stringify(imports[0])}\n\n` } } },
  });
  await chooseFile(page);
  await expect(page).toHaveURL(/data\/import\/u_1/);
  await expect(page.getByRole('button', { name: 'Event: concept:name' })).toBeVisible();
  await expect(page.getByRole('button', { name: '4 more columns become properties' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'What your first rows become' }).getByRole('row')).toHaveCount(21);
  await expect(page.getByRole('row', { name: /18 time:timestamp/ })).toContainText('is not a time');
  await hasNoAxeViolations(page);
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/imports'));
  await page.getByRole('button', { name: 'Start import' }).click();
  expect((await sent).postDataJSON()).toEqual({ upload: 'u_1', mapping: upload().guess, source: 'orders.csv' });
  await expect(page).toHaveURL(/data\/imports\/i_1/);
  await expect(page.getByText('128,402 events added, 11 were here already, 18 rows rejected.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Download them' })).toHaveAttribute('href', '/api/v1/imports/i_1/rejects');
  await page.getByRole('link', { name: 'See the journey' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
});

const inTheWay = {
  raw: {
    status: 409,
    contentType: 'application/problem+json',
    body: JSON.stringify({
      title: 'This file was imported before', status: 409, code: 'conflict', detail: 'This file was imported before, with another mapping.',
      hint: 'Replace the earlier import, or import the file as another source.',
      earlier: { imports: [imports[0]], events: 128_402 },
    }),
  },
};

test('asks whether to replace the events of the same file, or to keep both', async ({ page }) => {
  const orders: { replace?: string[]; source?: string }[] = [];
  await fakeApi(page, {
    overrides: {
      'POST imports': (order: { replace?: string[]; source?: string }) => {
        orders.push(order);
        return order.replace || order.source !== 'orders.csv' ? { ...imports[1], id: 'i_2' } : inTheWay;
      },
    },
  });
  await chooseFile(page);
  await page.getByRole('button', { name: 'Start import' }).click();
  const dialog = page.getByRole('dialog', { name: 'This file was imported before' });
  await expect(dialog).toContainText('orders.csv was imported on 25 Apr');
  await expect(dialog).toContainText('with another mapping and brought 128,402 events.');
  await hasNoAxeViolations(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/data\/import\/u_1/);
  await expect(page.getByRole('button', { name: 'Start import' })).toBeEnabled();

  await page.getByRole('button', { name: 'Start import' }).click();
  await dialog.getByRole('radio', { name: 'Keep both' }).check();
  await expect(dialog).toContainText('as the source “orders.csv (2)”. Its rows then count twice.');
  await dialog.getByRole('radio', { name: 'Replace those 128,402 events' }).check();
  await dialog.getByRole('button', { name: 'Replace 128,402 events' }).click();
  await expect(page).toHaveURL(/data\/imports\/i_2/);
  expect(orders.at(-1)).toMatchObject({ source: 'orders.csv', replace: ['i_1'] });
});

test('keeps the events of both mappings in two sources', async ({ page }) => {
  const orders: { replace?: string[]; source?: string }[] = [];
  await fakeApi(page, {
    overrides: {
      'POST imports': (order: { source?: string }) => {
        orders.push(order);
        return order.source === 'orders.csv' ? inTheWay : { ...imports[1], id: 'i_2' };
      },
    },
  });
  await chooseFile(page);
  await page.getByRole('button', { name: 'Start import' }).click();
  await page.getByRole('radio', { name: 'Keep both' }).check();
  await page.getByRole('button', { name: 'Import as another source' }).click();
  await expect(page).toHaveURL(/data\/imports\/i_2/);
  expect(orders.map(({ source, replace }) => [source, replace])).toEqual([
    ['orders.csv', undefined],
    ['orders.csv (2)', undefined],
  ]);
});

test('changes the mapping by its sentence and its columns, and keeps it over a reload', async ({ page }) => {
  await fakeApi(page);
  await chooseFile(page);
  const previews: { [key: string]: unknown }[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/preview')) previews.push(request.postDataJSON());
  });
  await page.getByRole('button', { name: 'Event: concept:name' }).click();
  await page.getByLabel('Or one name for every row').fill('Visit');
  await page.getByRole('button', { name: 'Use this' }).click();
  await expect.poll(() => previews.at(-1)?.event).toEqual({ constant: 'Visit' });
  await page.getByRole('button', { name: 'Channel: channel case:channel' }).click();
  await page.getByRole('option', { name: 'no channel' }).click();
  await expect.poll(() => previews.at(-1)?.channel).toBeNull();
  await page.getByRole('button', { name: /^Time format/ }).click();
  await page.getByRole('option', { name: /19\.05\.2026 14:02 / }).click();
  await expect.poll(() => previews.at(-1)?.time).toEqual({ column: 'time:timestamp', format: '%d.%m.%Y %H:%M', zone: 'Europe/Berlin' });
  await page.getByRole('textbox', { name: 'Name of the property of amount' }).fill('price');
  await page.getByRole('checkbox', { name: 'Leave out comment' }).check();
  await expect.poll(() => previews.at(-1)?.properties).toEqual({ amount: 'price', comment: null });
  await expect(page.getByRole('button', { name: '5 more columns become properties, 1 left out' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Name of the property of amount' }).fill('org:resource');
  await expect(page.getByText('Two columns would become the property “org:resource”')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start import' })).toBeDisabled();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Event: “Visit”' })).toBeVisible();
});

test('asks for what the guess left open', async ({ page }) => {
  const open = { ...upload(), guess: { ...upload().guess, customer: '' }, complete: false, preview: [] };
  await fakeApi(page, { overrides: { 'PUT uploads': open } });
  await chooseFile(page);
  await expect(page.getByText('Choose the column that says who the customer is.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start import' })).toBeDisabled();
  await page.getByRole('button', { name: 'Customer: choose a column' }).click();
  await page.keyboard.type('case id');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Start import' })).toBeEnabled();
});

test('guesses again when the columns are separated by something else', async ({ page }) => {
  const other = { ...upload().guess, delimiter: ';', customer: 'org:resource', event: 'comment' };
  await fakeApi(page, {
    overrides: {
      'POST uploads/u_1/preview': (mapping: { delimiter: string; event: unknown }) =>
        upload(mapping.delimiter === ';' && mapping.event === null ? other : (mapping as never)),
    },
  });
  await chooseFile(page);
  await page.getByRole('button', { name: 'Delimiter: commas' }).click();
  await page.getByRole('option', { name: 'semicolons' }).click();
  await expect(page.getByRole('button', { name: 'Customer: org:resource' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delimiter: semicolons' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start import' })).toBeEnabled();
});

test('says in a sentence why a file cannot be read', async ({ page }) => {
  await fakeApi(page, {
    overrides: { 'PUT uploads': problem('The gzip file ends in the middle.', 'Copy it again.') },
  });
  await chooseFile(page);
  await expect(page.getByRole('alert')).toHaveText('The gzip file ends in the middle. Copy it again.');
  await hasNoAxeViolations(page);
});

test('takes dropped files', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/import');
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['a,b\n1,2\n'], 'dropped.csv'));
    data.items.add(new File(['a,b\n1,2\n'], 'second.csv'));
    return data;
  });
  await page.getByText('Drop your files here').dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByRole('link', { name: 'Say what its columns mean' })).toHaveCount(2);
});

test('says when a waiting file is gone', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/import/u_gone');
  await expect(page.getByText('This file is no longer waiting')).toBeVisible();
});

test('shows an import as it goes, and cancels it', async ({ page }) => {
  let cancelled = false;
  await fakeApi(page, {
    overrides: {
      'DELETE imports/i_2': () => {
        cancelled = true;
        return {};
      },
      'GET imports/i_2': () => ({ ...imports[1], ...(cancelled ? { state: 'cancelled', added: 0 } : {}) }),
    },
  });
  await page.goto('/data/imports/i_2');
  await expect(page.getByText('80,912 rows read, 412,000 rows a second, 12\u202fs left')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '63');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/^Stopped: 0 events added/)).toBeVisible();
});

test('undoes an import only when asked twice', async ({ page }) => {
  await fakeApi(page, { overrides: { 'DELETE imports/i_1': {} } });
  await page.goto('/data/imports/i_1');
  await page.getByRole('button', { name: 'Undo import' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('128,402 events of orders.csv');
  await hasNoAxeViolations(page);
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/imports\/i_1/);
  await page.getByRole('button', { name: 'Undo import' }).click();
  const sent = page.waitForRequest((request) => request.method() === 'DELETE');
  await dialog.getByRole('button', { name: 'Undo import' }).click();
  await sent;
  await expect(page).toHaveURL(/data\/imports$/);
});

test('finds an event and opens its properties', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/events');
  await page.getByRole('textbox', { name: 'Search events' }).fill('payment');
  await expect(page).toHaveURL(/q=payment/);
  const rows = page.getByRole('table', { name: 'Events' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await rows.nth(1).focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Payment' });
  await expect(panel.getByText('4 properties')).toBeVisible();
  await expect(panel.getByText('ios')).toBeVisible();
  await hasNoAxeViolations(page);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await page.getByRole('button', { name: 'People', exact: true }).click();
  await expect(page).toHaveURL(/sort=-people/);
});

test('is empty with a next step', async ({ page }) => {
  const none = { items: [], next_cursor: null };
  await fakeApi(page, { overrides: { 'GET sources': none, 'GET imports': none, 'GET status': { ...status, events: 0 } } });
  await page.goto('/data');
  await expect(page.getByText('There are no sources yet')).toBeVisible();
  await page.getByText('Imports', { exact: true }).click();
  await expect(page.getByText('Nothing has been imported yet')).toBeVisible();
});

for (const path of ['/data/events', '/data/imports', '/data/imports/i_1', '/data/imports/i_2', '/data/imports/i_3', '/data/import']) {
  test(`passes axe in every look: ${path}`, async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto(path), settled: () => loaded(page) });
  });
}
