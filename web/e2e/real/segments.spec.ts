import { hasNoAxeViolations } from '../axe';
import { expect, settled, signIn, test } from './real_test';
import { freshFolder, startServer, wend, type Server } from './server';

const day = 86_400_000;

test.describe.serial('segments', () => {
  let server: Server;
  let key = '';

  async function send(batch: Record<string, unknown>[]): Promise<void> {
    const response = await fetch(`${server.url}/v1/batch?writeKey=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ batch: batch.map((message) => ({ messageId: crypto.randomUUID(), ...message })) }),
    });
    expect(response.status).toBe(200);
  }
  const order = (userId: string, daysAgo: number, revenue: number) => ({
    type: 'track',
    event: 'Order placed',
    userId,
    properties: { revenue },
    timestamp: new Date(Date.now() - daysAgo * day).toISOString(),
  });
  const known = (userId: string, name: string, city: string) => ({ type: 'identify', userId, traits: { name, city, email: `${userId}@example.org` } });

  test.beforeAll(async () => {
    server = await startServer(freshFolder());
    key = (JSON.parse(wend('key', 'create', '--data', server.data, '--source', 'Shop')) as { write_key: string }).write_key;
    await send([
      known('ann', 'Ann Lee', 'Hamburg'),
      known('bo', 'Bo Berg', 'Hamburg'),
      known('cy', 'Cy Cole', 'Köln'),
      known('di', 'Di Dahl', 'Hamburg'),
      order('ann', 3, 40),
      order('ann', 5, 80),
      order('bo', 2, 10),
      order('cy', 1, 10),
      order('cy', 2, 10),
      order('di', 90, 500),
      order('di', 91, 500),
    ]);
  });
  test.afterAll(async () => {
    await server.stop();
  });

  test('are built as a sentence, counted as they are built, and saved', async ({ page }) => {
    test.setTimeout(180_000);
    await signIn(page, server.data);
    await expect(async () => {
      await page.goto(`${server.url}/customers`);
      await expect(page.getByText('4 customers')).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await page.getByText('Segments', { exact: true }).click();
    await expect(page.getByText('There are no segments yet')).toBeVisible();
    await expect(page.getByRole('link', { name: /Order placed/ }).first()).toBeVisible();
    await hasNoAxeViolations(page, 'no segments');
    await page.getByRole('link', { name: 'New segment' }).click();
    await expect(page.getByText('of 4 customers, 100')).toBeVisible();

    await page.getByLabel('Name').fill('Regulars of Hamburg');
    await page.getByRole('button', { name: 'Add: change' }).click();
    await page.getByRole('option', { name: 'did something', exact: true }).click();
    await page.getByRole('option', { name: /Order placed/ }).click();
    await page.keyboard.press('Escape');
    // Of the last 30 days: all but Di.
    await expect(page.getByText('of 4 customers, 75')).toBeVisible();
    await page.getByRole('button', { name: /^how often/ }).click();
    await page.getByLabel('Times').fill('2');
    await page.keyboard.press('Escape');
    await expect(page.getByText('of 4 customers, 50')).toBeVisible();
    await page.getByRole('button', { name: 'Add: change' }).click();
    await page.getByRole('option', { name: /^city/ }).click();
    await page.getByRole('combobox', { name: 'Value' }).fill('Hamburg');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(page.getByText('of 4 customers, 25')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Ann Lee' })).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Regulars of Hamburg');
    await expect(page).toHaveURL(/segments\/seg_/);
    await settled(page);
    await hasNoAxeViolations(page, 'a segment');
  });

  test('tell who enters as it happens, and who is in them', async ({ page }) => {
    test.setTimeout(180_000);
    await signIn(page, server.data);
    await page.goto(`${server.url}/customers/segments`);
    await page.getByRole('link', { name: 'Regulars of Hamburg' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Entering and leaving' })).toBeVisible();
    await send([order('bo', 0, 20)]);
    const moves = page.getByRole('list', { name: 'Entered and left, newest first' });
    await expect(moves.getByText('Bo Berg')).toBeVisible({ timeout: 20_000 });
    await page.getByText('Members', { exact: true }).click();
    await expect(page.getByRole('row', { name: /Bo Berg/ })).toContainText('Order placed');
    await expect(page.getByRole('row', { name: /Ann Lee/ })).toContainText('the segment changed');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    expect((await download).suggestedFilename()).toContain('.csv');
    await page.getByRole('link', { name: 'Bo Berg' }).click();
    await expect(page.getByRole('link', { name: 'Regulars of Hamburg' })).toBeVisible();
  });

  test('come as lists from a file, and show what they have in common', async ({ page }) => {
    test.setTimeout(180_000);
    await signIn(page, server.data);
    await page.goto(`${server.url}/customers/segments/new?kind=list`);
    await page.getByLabel('Name').fill('Invited');
    await page.locator('input[type=file]').first().setInputFiles({ name: 'invited.csv', mimeType: 'text/csv', buffer: Buffer.from('email\nann@example.org\ncy@example.org\nnobody@example.org\n') });
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invited');
    await expect(page.getByText('2 named 2 customers, 1 nobody known')).toBeVisible();
    await page.getByText('Overlap', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Compare with' }).click();
    await page.getByRole('option', { name: 'Regulars of Hamburg' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Invited and Regulars of Hamburg: 1 customer' }).click();
    await expect(page.getByRole('dialog').getByText('Ann Lee')).toBeVisible();
    await page.keyboard.press('Escape');
    await hasNoAxeViolations(page, 'overlap');
  });

  test('stay whole when two people save, and are removed only when nothing is made of them', async ({ page, watch }) => {
    test.setTimeout(180_000);
    watch.expected.push(/status of 409/);
    await signIn(page, server.data);
    await page.goto(`${server.url}/customers/segments`);
    await page.getByRole('link', { name: 'Regulars of Hamburg' }).click();
    await page.getByLabel('Name').fill('Mine');
    await page.evaluate(async () => {
      const { items } = (await (await fetch('/api/v1/segments')).json()) as { items: { id: string; name: string; version: number; rule: unknown; kind: string }[] };
      const one = items.find(({ name }) => name === 'Regulars of Hamburg')!;
      const { csrf_token } = (await (await fetch('/api/v1/session')).json()) as { csrf_token: string };
      await fetch(`/api/v1/segments/${one.id}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'If-Match': `"${one.version}"`, 'X-CSRF-Token': csrf_token },
        body: JSON.stringify({ name: 'Theirs', kind: one.kind, rule: one.rule }),
      });
    });
    await page.keyboard.press('Control+s');
    await expect(page.getByRole('dialog').getByText('Theirs', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Save mine over it' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mine');
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByText('1 segment, of 4 customers')).toBeVisible();
  });
});
