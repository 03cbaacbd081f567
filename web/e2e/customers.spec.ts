import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';

const body = (page: Page) => page.getByRole('region', { name: 'Content' });

/** Scrolls to the end again and again until the measure is reached. */
async function scrolledTo(page: Page, measure: () => Promise<number>, wanted: number): Promise<void> {
  await expect
    .poll(async () => {
      await body(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return measure();
    }, { intervals: [50], timeout: 15_000 })
    .toBeGreaterThan(wanted);
}

test.describe('the list', () => {
  test('finds, orders, and keeps both in the address', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await expect(page.getByText('1,200 customers')).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.type('noor');
    await expect(page.getByText('140 customers found')).toBeVisible();
    await expect(page).toHaveURL(/q=noor/);
    const asked = page.waitForRequest((request) => request.url().includes('sort=events'));
    await page.getByRole('button', { name: 'Events' }).click();
    await asked;
    await expect(page.getByRole('columnheader', { name: 'Events' })).toHaveAttribute('aria-sort', 'descending');
    await expect(page).toHaveURL(/sort=events/);
    await page.reload();
    await expect(page.getByLabel('Search customers')).toHaveValue('noor');
    await expect(page.getByText('140 customers found')).toBeVisible();
  });

  test('moves with j and k, opens with enter, and comes back to the same address', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers?q=user_id%2048');
    await expect(page.getByRole('link', { name: 'Maren Köhler' }).first()).toBeVisible();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await expect(page.locator('[data-row="1"]')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/customers\/c_1$/);
    await page.goBack();
    await expect(page).toHaveURL(/q=user_id/);
  });

  test('holds only what is in sight, however far one scrolls', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await expect(page.locator('[data-row="0"]')).toBeVisible();
    await scrolledTo(page, () => page.locator('tr[data-row]').last().getAttribute('data-row').then(Number), 400);
    expect(await page.locator('tr[data-row]').count()).toBeLessThan(60);
  });

  test('exports everything that was found, page by page', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await expect(page.getByText('1,200 customers')).toBeVisible();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('customers.csv');
    const text = await (await file.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
    expect(text.trim().split('\r\n')).toHaveLength(1201);
    expect(text.split('\r\n')[0]).toBe('id,name,label,first_seen,last_seen,events,channels,city,persona,plan');
  });

  test('says when nobody is found, and when there is nobody at all', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers?q=zzz');
    await expect(page.getByText('Nobody found for “zzz”')).toBeVisible();
    await page.getByRole('button', { name: 'Show everybody' }).click();
    await expect(page.getByText('1,200 customers')).toBeVisible();
    const empty = await page.context().newPage();
    await fakeApi(empty, { overrides: { 'GET customers': { items: [], next_cursor: null, total: 0 } } });
    await empty.goto('/customers');
    await expect(empty.getByText('No customers yet')).toBeVisible();
    await expect(empty.getByRole('link', { name: 'Import a file' })).toBeVisible();
    await hasNoAxeViolations(empty);
  });
});

test.describe('one customer', () => {
  test('shows who they are, where they are and the whole way', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_0');
    await expect(page.getByRole('heading', { name: 'One person, three identities' })).toBeVisible();
    await expect(page.getByText('maren@example.org')).toBeVisible();
    await expect(page.getByText('41 events, 11 sessions')).toBeVisible();
    await expect(page.getByRole('img', { name: /41 events on e-mail, web, app, store, chat/ })).toBeVisible();
    await expect(page.getByText('23 days without a visit')).toBeVisible();
    await expect(page.getByText('5.9 h between sessions')).toBeVisible();
    await expect(page.getByText('3 errors')).toBeVisible();
  });

  test('folds equal events and opens one with everything it holds', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_0');
    const run = page.getByRole('button', { name: /Payment error ×3/ });
    await run.click();
    const errors = page.getByRole('button', { name: /Payment error card_declined/ });
    await expect(errors).toHaveCount(3);
    await errors.nth(1).click();
    await expect(errors.nth(1)).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByText('app.version')).toBeVisible();
    await expect(page.getByText('17.4')).toBeVisible();
    await expect(page).toHaveURL(/open=/);
    await page.reload();
    await expect(page.getByText('app.version')).toBeVisible();
    await page.getByRole('button', { name: 'Fold these 3' }).click();
  });

  test('filters by channel, word and event, and says when nothing matches', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_0');
    await page.getByRole('button', { name: 'chat', exact: true }).click();
    await expect(page).toHaveURL(/channel=chat/);
    await expect(page.getByText('1 of 41 events')).toBeVisible();
    await page.getByLabel('Search events').fill('nothing like this');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await page.getByRole('button', { name: 'Show all events' }).click();
    await expect(page.getByText('41 events, 11 sessions')).toBeVisible();
    await page.getByLabel('Search events').fill('spring baking');
    await expect(page.getByText('9 of 41 events').or(page.getByText('6 of 41 events'))).toBeVisible();
  });

  test('zooms into the part of the picture that is dragged over', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_0');
    const picture = page.getByRole('img', { name: /The journey as a picture/ });
    const box = await picture.boundingBox();
    if (!box) throw new Error('no picture');
    await page.mouse.move(box.x + box.width * 0.88, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.95, box.y + 60, { steps: 4 });
    await page.mouse.move(box.x + box.width - 1, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect(page).toHaveURL(/from=2026-/);
    await expect(page.getByText(/of 41 events/)).toBeVisible();
    await page.getByRole('button', { name: 'Show all of it' }).click();
    await expect(page.getByText('41 events, 11 sessions')).toBeVisible();
    await expect(page).not.toHaveURL(/from=/);
  });

  test('turns the order round', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_0');
    await page.getByRole('button', { name: 'Order: newest first' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Newsletter opened' }).first()).toBeVisible();
    await expect(page).toHaveURL(/order=asc/);
  });

  test('scrolls through thousands of events with few of them in the page', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_long');
    await expect(page.getByText('6,560 events')).toHaveCount(2);
    const list = page.getByRole('list', { name: 'Events' });
    await scrolledTo(page, () => list.evaluate((element) => element.clientHeight), 40_000);
    expect(await list.getByRole('listitem').count()).toBeLessThan(60);
  });

  test('finds the event of a link far down the timeline', async ({ page }) => {
    await fakeApi(page);
    // The store visit of the ninetieth round back: some 3,600 events down, many pages away.
    const at = Date.parse('2026-04-24T12:13:00Z') - (88 * 90 + 66) * 86_400_000;
    await page.goto(`/customers/c_long?open=${encodeURIComponent(`${at}~Store visited`)}`);
    const row = page.getByRole('button', { expanded: true });
    await expect(row).toContainText('Store visited', { timeout: 40_000 });
    await expect(row).toBeInViewport();
  });

  test('says when the event of a link is not there', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_0?open=1770000000000~Nothing');
    await expect(page.getByText('The event of this link is not in this timeline.')).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page).not.toHaveURL(/open=/);
  });

  test('says when there is no such customer', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/c_none');
    await expect(page.getByText('There is no such customer')).toBeVisible();
    await hasNoAxeViolations(page);
  });

  test('keeps the rest when a part fails, and asks again', async ({ page }) => {
    await fakeApi(page);
    let broken = true;
    await page.route('**/customers/c_0/shape', (route) =>
      broken
        ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ title: 'The picture failed', detail: 'The store could not be read.', code: 'io', status: 500 }) })
        : route.fallback());
    await page.goto('/customers/c_0');
    await expect(page.getByText('The store could not be read.')).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText('Case opened').first()).toBeVisible();
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('img', { name: /The journey as a picture/ })).toBeVisible();
  });

  test('passes axe in every look, with an event and the periods open', async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, {
      open: async () => {
        await page.goto('/customers/c_0');
        await page.getByRole('button', { name: /Case opened/ }).first().click();
        await page.getByRole('button', { name: 'Any period' }).click();
      },
      settled: () => expect(page.getByRole('textbox', { name: 'From' })).toBeVisible(),
    });
  });
});
