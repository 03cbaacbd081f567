import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, passesAxeInEveryLook } from './axe';
import { answer } from './fixtures/answers.mjs';
import { arrive, startAgain } from './fixtures/customer.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const body = (page: Page) => page.getByRole('region', { name: 'Content' });
const list = (page: Page) => page.getByRole('list', { name: 'Events' });
const picture = (page: Page) => page.getByRole('img', { name: /The journey as a picture/ });
/** Long: 244 rounds of 41 events. */
const many = '10,004';

/** One more event of the customer, and the word of it. */
async function comes(page: Page, id: string, event: string): Promise<void> {
  arrive(id, event);
  await page.evaluate(() => {
    const sources = (window as unknown as { liveSources: { say: (name: string, data: unknown) => void }[] }).liveSources;
    sources.at(-1)?.say('changed', { data_version: 18 });
  });
}

test.beforeEach(() => startAgain());

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

test('heads every session with when, how long, where and through which stages', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0');
  const head = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^Session 11,/ }) });
  await expect(head).toContainText('7 events · web, chat, e-mail');
  await expect(head).toContainText('Purchase');
  await expect(list(page).getByText('Consideration → Purchase').first()).toBeVisible();
});

test('gives each kind its own face', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0?order=asc');
  await expect(page.getByRole('button', { name: /Order placed €\s153 items 2/ }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /Newsletter opened Spring baking/ }).first()).toBeVisible();
  await page.goto('/customers/c_0');
  await expect(page.getByText('Tried to pay three times.')).toBeVisible();
});

test('folds equal events and opens one with everything it holds', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0');
  await page.getByRole('button', { name: /Payment error × 3/ }).click();
  const errors = page.getByRole('button', { name: /Payment error card_declined/ });
  await expect(errors).toHaveCount(3);
  await errors.nth(1).click();
  await expect(errors.nth(1)).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByText('app.version')).toBeVisible();
  await expect(page.getByText('17.4')).toBeVisible();
  await expect(page.getByText('user_id 48102')).toHaveCount(1);
  await expect(page).toHaveURL(/open=e38/);
  await page.getByRole('button', { name: 'As JSON' }).click();
  await expect(page.getByText('"card_declined_unknown"')).toBeVisible();
  await page.reload();
  await expect(page.getByText('app.version')).toBeVisible();
  await page.getByRole('button', { name: 'Fold these 3' }).click();
});

test('filters by channel, kind and word, goes back one step, and says when nothing matches', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0');
  await page.getByRole('button', { name: 'chat', exact: true }).click();
  await expect(page).toHaveURL(/channel=chat/);
  await expect(page.getByText('1 of 41 events')).toBeVisible();
  await page.getByRole('button', { name: 'Take the filter chat away' }).click();
  await page.getByRole('button', { name: 'Errors 3' }).click();
  await expect(page).toHaveURL(/kind=error/);
  await expect(page.getByText('3 of 41 events')).toBeVisible();
  await page.getByRole('button', { name: /Purchases/ }).click();
  await expect(page.getByText('2 of 41 events')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('3 of 41 events')).toBeVisible();
  await page.getByLabel('Search events').fill('nothing like this');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all events' }).click();
  await expect(page.getByText('41 events, 11 sessions')).toBeVisible();
  await page.getByLabel('Search events').fill('spring baking');
  await expect(page.getByText('6 of 41 events')).toBeVisible();
});

test('filters by stage, source and days, with what each would leave', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0?kind=case');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('combobox', { name: 'Stage' }).click();
  await page.getByRole('option', { name: 'Purchase (2)' }).click();
  await expect(page).toHaveURL(/stage=Purchase/);
  await page.getByRole('dialog').getByLabel('From').fill('2026-04-24');
  await expect(page.getByText('2 of 41 events')).toBeVisible();
  await page.getByRole('dialog').getByLabel('From').fill('2026-04-25');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('zooms into the part of the picture that is dragged over', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0');
  const box = await picture(page).boundingBox();
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

test('moves from event to event and from session to session, opens, and searches', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0');
  await expect(page.getByText('41 events, 11 sessions')).toBeVisible();
  const focused = list(page).locator('[data-row]:focus');
  await page.keyboard.press('j');
  await expect(focused).toContainText('Case opened');
  await page.keyboard.press('j');
  await expect(focused).toContainText('Support chat');
  await page.keyboard.press(']');
  await expect(focused).toContainText('Cart');
  await page.keyboard.press(']');
  await expect(focused).toContainText('Product viewed');
  await page.keyboard.press('[');
  await expect(focused).toContainText('Cart');
  await page.keyboard.press('Enter');
  await expect(focused).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search events')).toBeFocused();
});

test('lets events slide in at the top', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0');
  await expect(page.getByText('41 events, 11 sessions')).toBeVisible();
  await comes(page, 'c_0', 'Invoice chosen');
  await expect(list(page).getByText('Invoice chosen')).toBeVisible({ timeout: 2000 });
  await expect(page.getByText('42 events, 11 sessions')).toBeVisible();
  await expect(page.getByRole('button', { name: /new$/ })).toHaveCount(0);
});

test('leaves what is being read where it is, and says how many came', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_long');
  await expect(page.getByText(`${many} events`).first()).toBeVisible({ timeout: 30_000 });
  await body(page).evaluate((element) => element.scrollTo(0, 6000));
  const read = list(page).locator('[data-row]:visible').nth(14);
  // What a row says of its properties comes a moment after it.
  await expect(read).toContainText(' · ', { timeout: 30_000 });
  const name = await read.getAttribute('data-row');
  const text = (await read.textContent()) ?? '';
  const before = await read.boundingBox();
  for (const event of ['First', 'Second', 'Third']) await comes(page, 'c_long', event);
  const pill = page.getByRole('button', { name: '3 new', exact: true });
  await expect(pill).toBeVisible({ timeout: 30_000 });
  const after = list(page).locator(`[data-row="${Number(name) + 3}"]`);
  await expect(after).toHaveText(text);
  expect((await after.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
  await pill.click();
  await expect(list(page).getByText('Third')).toBeVisible();
  await expect(pill).toHaveCount(0);
});

test('scrolls through ten thousand events with few of them in the page', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_long');
  await expect(page.getByText(`${many} events, 2,684 sessions`)).toBeVisible({ timeout: 30_000 });
  await body(page).evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  await expect(list(page).locator('[data-row]').first()).toBeVisible();
  expect(await list(page).getByRole('listitem').count()).toBeLessThan(70);
  // The list grows while its rows are measured.
  await expect(async () => {
    await body(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(page.getByText('That is the whole timeline')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
});

test('goes to the place of the picture that is clicked, and to the event of a link', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_long');
  const box = await picture(page).boundingBox();
  if (!box) throw new Error('no picture');
  // Above the lanes there are no dots.
  await page.mouse.click(box.x + box.width / 2, box.y + 4);
  await expect(page).toHaveURL(/at=/);
  const at = new URL(page.url()).searchParams.get('at') ?? '';
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Berlin' });
  await expect(list(page).getByText(day.format(new Date(at))).or(list(page).locator('[data-row]').first()).first()).toBeVisible();
  await page.goto('/customers/c_long?open=e4000');
  const row = page.getByRole('button', { expanded: true }).and(list(page).locator('[data-row]'));
  await expect(row).toBeInViewport({ timeout: 30_000 });
  await expect(page.getByText('4000', { exact: true })).toBeVisible();
});

test('says when the event of a link is not there', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_0?open=e999999');
  await expect(page.getByText('The event of this link is not in what is listed.')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page).not.toHaveURL(/open=/);
});

test('goes on at the address of the joined customer', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET customers/c_1': { ...(answer('GET', 'customers/c_0', null, new URLSearchParams()) as object), id: 'c_0' } } });
  await page.goto('/customers/c_1?kind=error');
  await expect(page).toHaveURL(/customers\/c_0\?kind=error/);
  await expect(page.getByText('3 of 41 events')).toBeVisible();
});

test('says when there is no such customer', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/customers/c_none');
  await expect(page.getByText('There is no such customer')).toBeVisible();
  await hasNoAxeViolations(page);
});

test('keeps the rest when a part fails, and asks again', async ({ page }) => {
  await fakeApi(page);
  const broken = new Set(['timeline', 'shape', 'events']);
  await page.route(/customers\/c_0\/(timeline|shape|events)/, (route) => {
    const part = /c_0\/(\w+)/.exec(route.request().url())?.[1] ?? '';
    return broken.has(part)
      ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ title: `The ${part} failed`, detail: `The ${part} could not be read.`, code: 'io', status: 500 }) })
      : route.fallback();
  });
  await page.goto('/customers/c_0');
  await expect(page.getByText('The shape could not be read.')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('The timeline could not be read.')).toBeVisible({ timeout: 15_000 });
  broken.delete('timeline');
  await page.getByRole('button', { name: 'Try again' }).last().click();
  await expect(page.getByText('Case opened').first()).toBeVisible();
  await expect(page.getByText('The events could not be read.')).toBeVisible({ timeout: 15_000 });
  broken.clear();
  await page.getByRole('alert').filter({ hasText: 'The events could not be read.' }).getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Tried to pay three times.')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(picture(page)).toBeVisible();
});

test('passes axe in every look, with an event and the filters open', async ({ page }) => {
  await fakeApi(page);
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto('/customers/c_0');
      await page.getByRole('button', { name: /Case opened/ }).first().click();
      await page.getByRole('button', { name: 'Filters' }).click();
    },
    settled: () => expect(page.getByRole('textbox', { name: 'From' })).toBeVisible(),
  });
});
