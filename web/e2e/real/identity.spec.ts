import { hasNoAxeViolations } from '../axe';
import { expect, settled, signIn, test } from './real_test';
import { freshFolder, startServer, writeKey, type Server } from './server';

interface Message {
  type: string;
  [field: string]: unknown;
}

test.describe.serial('one customer across channels', () => {
  let server: Server;
  test.beforeAll(async () => {
    server = await startServer(freshFolder());
    const key = writeKey(server.data, 'App');
    const messages: Message[] = [
      { type: 'page', name: 'Pricing', anonymousId: 'laptop-1', timestamp: '2026-05-01T10:00:00Z' },
      {
        type: 'identify',
        userId: '48102',
        anonymousId: 'laptop-1',
        traits: { name: 'Ann Lee', email: 'Ann@Example.com' },
        timestamp: '2026-05-01T10:05:00Z',
      },
      { type: 'track', event: 'Order placed', userId: '48102', timestamp: '2026-05-01T10:10:00Z' },
      {
        type: 'identify',
        userId: '50001',
        anonymousId: 'laptop-1',
        traits: { name: 'Bo Lee' },
        timestamp: '2026-05-02T09:00:00Z',
      },
    ];
    const response = await fetch(`${server.url}/v1/batch?writeKey=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ batch: messages.map((message, i) => ({ ...message, messageId: `m${i}` })) }),
    });
    expect(response.status).toBe(200);
  });
  test.afterAll(async () => {
    await server.stop();
  });

  test('says why somebody is one person, takes a link away and brings it back', async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, server.data);
    await expect(async () => {
      await page.goto(`${server.url}/customers?q=Ann`);
      await expect(page.getByText('1 customer found')).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await page.getByRole('link', { name: /Ann Lee/ }).first().click();
    await expect(page.getByText('One person, three identities')).toBeVisible();
    await page.getByRole('link', { name: 'Why is this one person?' }).click();
    await settled(page);
    await expect(page.getByText('3 joined by 2 of 3 links')).toBeVisible();
    await hasNoAxeViolations(page);

    await page.getByRole('button', { name: /user id 50001/ }).last().click();
    await expect(page.getByText(/would give|more values of a namespace/)).toBeVisible();
    await page.getByRole('button', { name: /user id 48102 . anonymous id laptop-1|anonymous id laptop-1 . user id 48102/ }).last().click();
    await page.getByRole('button', { name: 'Keep apart' }).click();
    await expect(page.getByText('2 joined by 1 of 2 links')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('3 joined by 2 of 3 links')).toBeVisible();
    await expect(page.getByText('were kept apart.')).toBeVisible();
  });

  test('joins who is suggested, and takes it back', async ({ page }) => {
    test.setTimeout(120_000);
    const key = writeKey(server.data, 'App');
    for (const userId of ['shop-1', 'shop-2']) {
      const response = await fetch(`${server.url}/v1/identify?writeKey=${key}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userId, messageId: userId, traits: { name: 'Lea Fuchs', postcode: '20095' } }),
      });
      expect(response.status).toBe(200);
    }
    await signIn(page, server.data);
    await expect(async () => {
      await page.goto(`${server.url}/customers/suggestions`);
      await expect(page.getByText('1 pair', { exact: true })).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await expect(page.getByText('Lea Fuchs, 20095')).toBeVisible();
    await hasNoAxeViolations(page);
    await page.getByRole('checkbox', { name: 'All shown' }).check();
    await page.getByRole('button', { name: 'Join 1' }).click();
    await expect(page.getByText('Nobody looks like somebody else')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('1 pair', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(page.getByText('Nobody looks like somebody else')).toBeVisible();
  });

  test('changes the rules and joins anew', async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, server.data);
    await page.goto(`${server.url}/customers`);
    await page.getByRole('button', { name: 'Identity' }).click();
    await page.getByRole('menuitem', { name: 'Identity rules' }).click();
    await settled(page);
    await hasNoAxeViolations(page);
    await page.getByRole('textbox', { name: 'Limit of user_id' }).fill('2');
    await page.getByRole('button', { name: 'Save and join anew' }).click();
    await expect(page.getByText('All customers are joined by the new rules.')).toBeVisible();
    await page.goto(`${server.url}/customers`);
    await expect(page.getByText('2 customers', { exact: true })).toBeVisible();
  });
});
