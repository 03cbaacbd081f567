import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, passesAxeInEveryLook } from './axe';
import { answer, status } from './fixtures/answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';
import { friction } from './fixtures/home.mjs';

/** The documents sent to /query from now on. */
function sentQueries(page: Page): Record<string, unknown>[] {
  const sent: Record<string, unknown>[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) sent.push(request.postDataJSON());
  });
  return sent;
}

test('shows the journey, and every part of the picture opens its people', async ({ page }) => {
  await fakeApi(page);
  const sent = sentQueries(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'From first visit to recommendation' })).toBeVisible();
  for (const [name, ref] of [
    ['6,480 people in Purchase', 'stage:2'],
    ['2,350 people go no further after Purchase', 'stage:2:lost'],
    [/of Purchase go on/, 'stage:2:onward'],
  ] as const) {
    const part = page.getByRole('button', { name });
    await part.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect.poll(() => sent.at(-1)).toMatchObject({ kind: 'journey', people: { of: ref } });
    await page.goBack();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});

test('opens a stage and leads from its touchpoints to Explore', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'Purchase: show its touchpoints' }).click();
  await expect(page).toHaveURL(/stage=Purchase/);
  const table = page.getByRole('table', { name: 'Touchpoints of Purchase' });
  await expect(table.getByRole('row')).toHaveCount(6);
  await expect(table.getByRole('row', { name: /Payment error/ })).toContainText('−1.9');
  await expect(table.getByRole('link', { name: 'Explore what people do around Payment', exact: true })).toHaveAttribute(
    'href',
    /\/explore\?kind=paths.*touchpoint.*Payment/,
  );
  await page.reload();
  await expect(table).toBeVisible();
  await page.getByRole('button', { name: 'Close Purchase' }).click();
  await expect(table).toBeHidden();
});

test('shows touchpoints of a stage on hover and on focus', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await page.getByRole('img', { name: /^Purchase: −1.2/ }).hover();
  await expect(page.getByText('Payment error', { exact: true })).toBeVisible();
  await page.getByRole('img', { name: /^Advocacy:/ }).focus();
  await expect(page.getByText('Review written', { exact: true })).toBeVisible();
});

test('narrows to a period and to customers, in the address and in every question', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Where it hurts most' })).toBeVisible();
  const sent = sentQueries(page);
  await page.getByRole('button', { name: 'Period: All the data' }).click();
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await expect(page).toHaveURL(/period=30d/);
  // The last event is on 25 April in Berlin.
  const range = { from: '2026-03-27', to: '2026-04-26' };
  await expect.poll(() => sent.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['overview', 'journey', 'friction', 'process']));
  for (const document of sent) expect(document.range).toEqual(range);
  sent.length = 0;
  await page.getByRole('button', { name: 'Customers: Everyone' }).click();
  await page.getByRole('option', { name: /channel/ }).click();
  await page.getByRole('option', { name: /app/ }).click();
  await page.getByRole('option', { name: /store/ }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('button', { name: 'Customers: channel is app or store' })).toBeVisible();
  await expect.poll(() => sent.at(-1)?.who).toEqual({ channel: ['app', 'store'] });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Customers: channel is app or store' })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Customers: Everyone' })).toBeVisible();
});

test('takes days of one’s own', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByLabel('From', { exact: true }).fill('2026-03-10');
  await page.getByLabel('To, with that day').fill('2026-03-01');
  await expect(page.getByText('This is before the first day')).toBeVisible();
  await page.getByLabel('To, with that day').fill('2026-03-20');
  await page.getByRole('button', { name: 'Show these days' }).click();
  await expect(page).toHaveURL(/period=2026-03-10\.\.2026-03-20/);
});

test('ranks what hurts, with people and the way to Explore', async ({ page }) => {
  await fakeApi(page);
  const sent = sentQueries(page);
  await page.goto('/');
  await expect(page.getByText(/2,310 tested, 3 hold at 5\s%\sfalse discovery/)).toBeVisible();
  const first = page.getByRole('listitem').filter({ hasText: 'Payment fails on ios' });
  await expect(first).toContainText('new');
  await expect(first).toContainText('+34 points, 95 % interval 31 to 37, n 1,630');
  await expect(first).toContainText('Support chats after it rose');
  await first.getByRole('button', { name: 'See the people' }).click();
  await expect.poll(() => sent.at(-1)).toMatchObject({ kind: 'friction', people: { of: 'finding:f0' } });
  await page.goBack();
  await first.getByRole('link', { name: 'Open in Explore' }).click();
  await expect(page).toHaveURL(/explore\?.*platform/);
});

test('says how numbers are counted', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'How is this counted: Findings' }).click();
  await expect(page.getByText(/false discovery rate/)).toBeVisible();
  await hasNoAxeViolations(page);
  await page.keyboard.press('Escape');
  await expect(page.getByText(/false discovery rate/)).toBeHidden();
});

test('stays quiet when nothing got worse', async ({ page }) => {
  await fakeApi(page, {
    overrides: {
      'POST query': (document: { kind: string }) =>
        document.kind === 'friction'
          ? { ...answer('POST', 'query', document), result: { ...friction, findings: [], standing: [], held: 0 } }
          : answer('POST', 'query', document),
    },
  });
  await page.goto('/');
  await expect(page.getByText('Nothing got worse')).toBeVisible();
  await expect(page.getByText(/2,310 tests at 17 touchpoints/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What it always costs' })).toBeHidden();
  await hasNoAxeViolations(page);
});

test('leads to the import when there is nothing', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET status': { ...status, events: 0, customers: 0, last_event: null } } });
  await page.goto('/');
  await page.getByRole('link', { name: 'Import a file' }).click();
  await expect(page).toHaveURL(/data\/import$/);
});

test('keeps the rest when one part fails', async ({ page }) => {
  await fakeApi(page, {
    overrides: {
      'POST query': (document: { kind: string }) =>
        document.kind === 'friction' ? undefined : answer('POST', 'query', document),
    },
  });
  await page.goto('/');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'From first visit to recommendation' })).toBeVisible();
});

test('passes axe in every look, with a stage open', async ({ page }) => {
  await fakeApi(page);
  await passesAxeInEveryLook(page, {
    open: () => page.goto('/?stage=Purchase'),
    settled: () => expect(page.getByRole('table', { name: 'Touchpoints of Purchase' })).toBeVisible(),
  });
});
