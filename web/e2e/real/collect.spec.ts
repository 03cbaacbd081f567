import { hasNoAxeViolations } from '../axe';
import { expect, settled, signIn, test } from './real_test';
import { freshFolder, startServer, type Server } from './server';

async function track(url: string, key: string, message: object): Promise<number> {
  const response = await fetch(`${url}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  return response.status;
}

test.describe.serial('a company that begins to collect', () => {
  let server: Server;
  let key = '';
  test.beforeAll(async () => {
    server = await startServer(freshFolder());
  });
  test.afterAll(async () => {
    await server.stop();
  });

  test('adds a source, sends with its key and sees the event arrive', async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto(server.link);
    await page.getByRole('link', { name: 'Later, in Settings' }).click();
    await page.goto(`${server.url}/data`);
    await page.getByRole('button', { name: 'Add a source' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /An SDK you use already/ }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Shop');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Waiting for the first event', { exact: true })).toBeVisible();
    await page.getByRole('combobox', { name: 'What sends the events' }).click();
    await page.getByRole('option', { name: 'curl' }).click();
    const code = (await page.locator('pre').first().textContent()) ?? '';
    key = /-u '?"?([^:'"\s]+):/.exec(code)?.[1] ?? '';
    expect(key, code).not.toBe('');
    expect(await track(server.url, key, { event: 'Order placed', userId: 'ann', properties: { total: 12 } })).toBe(200);
    await expect(page.getByText('Events arrive')).toBeVisible();
    expect(await track(server.url, key, { event: '', userId: 'ann' })).toBe(400);
    await page.getByRole('button', { name: 'Watch live' }).click();
    await expect(page.getByRole('list', { name: /Arrivals/ }).getByRole('listitem')).toHaveCount(2);
    await hasNoAxeViolations(page);
  });

  test('renames, then blocks an event: questions follow, and nothing more is stored', async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, server.data);
    await page.goto(`${server.url}/data/catalogue`);
    await page.getByRole('row', { name: /Order placed/ }).click();
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Show it as' }).fill('Order completed');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Order completed' })).toBeVisible();
    await page.goto(`${server.url}/data/events`);
    await settled(page);
    await expect(page.getByText('Order completed').first()).toBeVisible();

    await page.goto(`${server.url}/data/catalogue?event=Order%20placed`);
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Unblock' })).toBeVisible();
    expect(await track(server.url, key, { event: 'Order placed', userId: 'bob' })).toBe(200);
    await page.goto(`${server.url}/data/quality`);
    await expect(page.getByText(/blocked/i).first()).toBeVisible({ timeout: 20_000 });
    await page.goto(`${server.url}/customers?q=bob`);
    await settled(page);
    await expect(page.getByRole('link', { name: /bob/ })).toHaveCount(0);
  });

  test('maps a webhook on the screen and brings its unmapped input in by a replay', async ({ page, request }) => {
    test.setTimeout(120_000);
    await signIn(page, server.data);
    await page.goto(`${server.url}/data`);
    await page.getByRole('button', { name: 'Add a source' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /webhook/i }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Payments');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Waiting for the first event', { exact: true })).toBeVisible();
    const hook = (await page.getByRole('group', { name: 'Address' }).textContent()) ?? '';
    expect(hook).toContain('/hooks/');
    const sent = await request.post(hook, { data: { kind: 'paid', who: 'cid', id: 7 } });
    expect(sent.status()).toBe(200);

    await page.getByText('Mapping', { exact: true }).click();
    const editor = page.getByRole('textbox', { name: 'Mapping' });
    await editor.fill(JSON.stringify({ rules: [{ name: 'Paid', user_id: '{body.who}', message_id: '{body.id}' }] }));
    await page.keyboard.press('Control+s');
    await expect(page.getByText('The mapping is saved.', { exact: false })).toBeVisible();
    await page.getByText('Unmapped', { exact: true }).click();
    await page.getByRole('button', { name: 'Replay all' }).click();
    await expect(page.getByText(/1 input replayed, which made 1 event/)).toBeVisible({ timeout: 20_000 });
    await page.goto(`${server.url}/customers?q=cid`);
    await settled(page);
    await expect(page.getByRole('link', { name: /cid/ }).first()).toBeVisible();
  });
});
