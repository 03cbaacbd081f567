import { expect, test, type Page } from '@playwright/test';
import { loaded, passesAxeInEveryLook } from './axe';
import { dashboards } from './fixtures/dashboards.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

/** A server that keeps one dashboard, with ETags. */
async function keepDashboard(page: Page) {
  const kept = { dashboard: structuredClone(dashboards[0]!), asked: [] as { range?: object; who?: object }[] };
  await fakeApi(page);
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/query')) kept.asked.push(request.postDataJSON());
  });
  await page.route('**/api/v1/dashboards/dsh_1', async (route) => {
    const { dashboard } = kept;
    if (route.request().method() === 'PUT') {
      if (route.request().headers()['if-match'] !== `"${dashboard.version}"`) {
        return route.fulfill({
          status: 409, contentType: 'application/problem+json',
          body: JSON.stringify({ title: 'Changed', status: 409, code: 'conflict', detail: 'Changed.', theirs: dashboard }),
        });
      }
      kept.dashboard = { ...dashboard, ...route.request().postDataJSON(), version: dashboard.version + 1 };
    }
    return route.fulfill({ json: kept.dashboard, headers: { ETag: `"${kept.dashboard.version}"` } });
  });
  return kept;
}

test('shows its tiles, one by itself too, and each opens in Explore', async ({ page }) => {
  await keepDashboard(page);
  await page.goto('/dashboards');
  await page.getByRole('link', { name: /Every morning/ }).click();
  await expect(page.getByRole('region', { name: 'Checkout' }).locator('svg[data-picture]')).toBeVisible();
  await expect(page.getByRole('region', { name: 'From the product on' }).locator('svg[data-picture]')).toBeVisible();
  await expect(page.getByText('This question is gone')).toBeVisible();
  await page.getByRole('button', { name: 'More about Checkout' }).click();
  await page.getByRole('menuitem', { name: 'Full screen' }).click();
  await expect(page).toHaveURL(/tile=t2/);
  await expect(page.getByRole('region', { name: 'Time to order' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Time to order' })).toBeVisible();
  await page.getByRole('button', { name: 'More about Checkout' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Table (CSV)' }).click()]);
  expect(file.suggestedFilename()).toBe('checkout.csv');
  await page.getByRole('button', { name: 'Checkout', exact: true }).click();
  await expect(page).toHaveURL(/\/explore\?kind=funnel/);
});

test('all tiles share a period, which stands in the address', async ({ page }) => {
  const kept = await keepDashboard(page);
  await page.goto('/dashboards/dsh_1');
  await loaded(page);
  kept.asked.length = 0;
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await expect(page).toHaveURL(/period=30d/);
  await expect.poll(() => kept.asked.filter(({ range }) => range !== undefined).length).toBeGreaterThanOrEqual(4);
});

test('is arranged by the keyboard, saved as it goes, and taken back', async ({ page }) => {
  const kept = await keepDashboard(page);
  const place = (id: string) => kept.dashboard.tiles.find((tile) => tile.id === id);
  await page.goto('/dashboards/dsh_1');
  await page.getByRole('button', { name: 'Arrange' }).click();
  const handle = page.getByRole('button', { name: /^Move Checkout/ });
  await handle.focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => place('t2')).toMatchObject({ x: 0, y: 0 });
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => place('t2')).toMatchObject({ width: 5 });
  await page.getByRole('textbox', { name: 'Title of Checkout' }).fill('The checkout');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => place('t2')).toMatchObject({ title: 'The checkout' });
  for (let i = 0; i < 3; i += 1) await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => kept.dashboard.tiles).toEqual(dashboards[0]?.tiles);
});

test('has a picture for every kind of Explore, whose marks open people, and says how it is counted', async ({ page }) => {
  const match = { event: 'Cart' };
  const queries: { kind: string }[] = [
    { kind: 'retention', start: match, bucket: 'week' } as never, { kind: 'lifecycle' }, { kind: 'stickiness' }, { kind: 'trend', measures: [{ match }], bucket: 'week' } as never,
    { kind: 'sessions' }, { kind: 'transitions' }, { kind: 'drivers', outcome: match } as never, { kind: 'attribution', conversion: match } as never,
    { kind: 'pattern', pattern: 'any' } as never, { kind: 'conformance', journey: ['Cart', 'Payment'] } as never, { kind: 'next', from: match } as never,
  ];
  const kept = await keepDashboard(page);
  kept.dashboard.tiles = queries.map((query, at) => ({ id: `t${at}`, title: `The ${query.kind}`, query, x: (at % 2) * 6, y: Math.floor(at / 2) * 6, width: 6, height: 6 })) as never;
  await page.goto('/dashboards/dsh_1');
  for (const { kind } of queries) {
    const tile = page.getByRole('region', { name: `The ${kind}` });
    await expect(tile.locator('svg[data-picture]'), kind).toBeVisible();
    await expect(tile.locator('table'), kind).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'More about The drivers' }).click();
  await page.getByRole('menuitem', { name: 'How is this counted?' }).click();
  await expect(page.getByRole('dialog')).toContainText('need not be a cause');
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'The conformance' }).getByRole('button', { name: /was left out in/ }).click();
  await expect(page).toHaveURL(/people=deviation/);
});

test('says so when somebody else was faster', async ({ page }) => {
  const kept = await keepDashboard(page);
  await page.goto('/dashboards/dsh_1');
  await loaded(page);
  kept.dashboard = { ...kept.dashboard, name: 'Theirs', version: 9 };
  await page.getByRole('button', { name: 'More about Checkout' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the dashboard' }).click();
  await expect(page.getByText('Somebody else changed this dashboard')).toBeVisible();
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await expect.poll(() => kept.dashboard.tiles.length).toBe(4);
});

test('a question of Explore goes into a dashboard', async ({ page }) => {
  const kept = await keepDashboard(page);
  await page.goto('/explore?kind=process');
  await page.getByRole('button', { name: 'Add to dashboard' }).click();
  await page.getByRole('option', { name: /Every morning/ }).click();
  await expect.poll(() => kept.dashboard.tiles.at(-1)).toMatchObject({ title: 'Process', query: { kind: 'process' } });
});

test('passes axe with tiles and without', async ({ page }) => {
  await fakeApi(page);
  for (const id of ['dsh_1', 'dsh_2']) {
    await passesAxeInEveryLook(page, {
      open: async () => {
        await page.goto(`/dashboards/${id}`);
        await loaded(page);
      },
    });
  }
  await passesAxeInEveryLook(page, { open: () => page.goto('/dashboards').then(() => loaded(page)) });
});
