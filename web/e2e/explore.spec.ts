import { readFileSync } from 'node:fs';
import { expect as plainExpect, test, type Page } from '@playwright/test';
import { passesAxeInEveryLook } from './axe';
import { answer } from './fixtures/answers.mjs';
import { exploreAnswer } from './fixtures/explore_answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

// Machines that build beside the tests are slow; a failure is none the less certain.
const expect = plainExpect.configure({ timeout: 20_000 });
test.setTimeout(120_000);

const checkout = '/explore?kind=paths&start=event:Checkout+started&steps=4';

/** The journey these tests ask about is the one their answers are counted from. */
const told = (document: { kind: string }) => ({
  ...answer('POST', 'query', document),
  ...(document.kind === 'journey' ? { result: exploreAnswer(document)?.result } : {}),
});
const openApi = (page: Page, overrides: Record<string, unknown> = {}) =>
  fakeApi(page, { overrides: { 'POST query': told, ...overrides } });

const word = (page: Page, label: string) => page.getByRole('button', { name: new RegExp(`^${label}: `) });

test('opens with a question made from the journey', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore');
  await expect(word(page, 'Start event')).toHaveText('Ad clicked');
  await expect(page.getByRole('button', { name: /^Ad clicked: 905 people/ })).toBeVisible();
  await page.getByText('Funnel', { exact: true }).click();
  await expect(page.getByRole('list', { name: 'Steps' })).toContainText('Ad clicked→Product viewed→Checkout started→Order placed');
  await page.getByText('Time', { exact: true }).click();
  await expect(word(page, 'To')).toHaveText('Order placed');
});

test('keeps the whole question in the address, and back undoes one change', async ({ page }) => {
  await openApi(page);
  await page.goto(checkout);
  await word(page, 'Which part of the journey').click();
  await page.getByRole('option', { name: 'before' }).click();
  await expect(page).toHaveURL(/kind=paths&end=event%3ACheckout\+started&steps=4$/);
  await word(page, 'Steps').click();
  await page.getByRole('textbox', { name: 'Steps' }).fill('2');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/steps=2$/);
  await page.reload();
  await expect(word(page, 'Steps')).toHaveText('2 steps');
  await page.goBack();
  await expect(word(page, 'Steps')).toHaveText('4 steps');
  await page.goBack();
  await expect(word(page, 'Start event')).toHaveText('Checkout started');
});

test('builds a predicate by clicking, as one step of the history', async ({ page }) => {
  await openApi(page);
  await page.goto(checkout);
  await word(page, 'Start event').click();
  const popover = page.getByRole('dialog', { name: 'Start event' });
  await popover.getByPlaceholder('Search events').fill('pay');
  await popover.getByRole('option', { name: 'Payment error' }).click();
  await expect(word(page, 'Start event')).toHaveText('Checkout started or Payment error');
  await popover.getByRole('button', { name: 'property', exact: true }).click();
  await popover.getByRole('combobox', { name: 'Property' }).fill('platform');
  await popover.getByRole('combobox', { name: 'Value' }).fill('ios');
  await expect(word(page, 'Start event')).toHaveText('Checkout started or Payment error and platform is ios');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.goBack();
  await expect(word(page, 'Start event')).toHaveText('Checkout started');
});

test('goes along the paths by keyboard, opens people and asks on', async ({ page }) => {
  await openApi(page);
  await page.goto(checkout);
  const first = page.getByRole('button', { name: /^Checkout started: [\d,]+ people/ }).first();
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Checkout started → Shipping: 1,073 people' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('group', { name: 'Details' })).toContainText('Shipping');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Who are they' }).press('Enter');
  await expect(page.getByRole('dialog').getByText('60 people')).toBeVisible();
  await page.goBack();
  await page.getByRole('button', { name: /^Shipping: / }).first().focus();
  await page.keyboard.press('s');
  await expect(word(page, 'Start event')).toHaveText('Shipping');
  await expect(page).toHaveURL(/start=event%3AShipping/);
});

test('adds, moves and removes the steps of a funnel', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=funnel&steps=["event:Cart","event:Payment"]');
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('option', { name: 'Order placed' }).click();
  await page.keyboard.press('Escape');
  const steps = page.getByRole('list', { name: 'Steps' });
  await expect(steps).toContainText('Cart→Payment→Order placed');
  await word(page, 'Step 3').focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(steps).toContainText('Cart→Order placed→Payment');
  await word(page, 'Step 1').click();
  await page.getByRole('button', { name: 'Remove the step' }).click();
  await expect(steps).toContainText('Order placed→Payment');
  await expect(page).toHaveURL(/steps=%5B%22event%3AOrder\+placed%22%2C%22event%3APayment%22%5D/);
});

test('what all kinds share stays when the tab changes', async ({ page }) => {
  await openApi(page);
  await page.goto(`${checkout}&range=2026-03-01..2026-03-15`);
  await page.getByText('Process', { exact: true }).click();
  await expect(word(page, 'Period')).toHaveText('1 Mar – 14 Mar');
  await expect(page.getByRole('group', { name: /activities and the ways between them/ })).toBeVisible();
  await page.getByText('Paths', { exact: true }).click();
  await expect(word(page, 'Start event')).toHaveText('Checkout started');
});

test('lights up a variant on the map and keeps it in the address', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=process&detail=1');
  await page.getByRole('button', { name: 'Show on the map: Product viewed, Cart', exact: true }).click();
  await expect(page).toHaveURL(/variant=variant/);
  await expect(page.getByRole('button', { name: 'Product viewed → Cart: ', exact: false })).toHaveAttribute('opacity', '1');
  await expect(page.getByRole('button', { name: /^Payment → Order placed: / })).toHaveAttribute('opacity', '0.15');
  await page.getByText('Time', { exact: true }).last().click();
  await expect(page).toHaveURL(/show=time/);
});

test('reads the process map from start to end, with pointer and keys', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=process');
  const map = page.getByRole('region', { name: 'Process map' });
  await expect(map.getByRole('img', { name: 'Start' })).toBeInViewport();
  const first = map.getByRole('button', { name: /^Product viewed: [\d,]+ events/ });
  const onward = map.getByRole('button', { name: /^Product viewed → Cart: / });
  const apart = map.getByRole('button', { name: /^Payment → Order placed: / });
  await first.hover();
  await expect(apart).toHaveAttribute('opacity', '0.15');
  await expect(onward).toHaveAttribute('opacity', '1');
  await page.mouse.move(0, 0);
  await expect(apart).toHaveAttribute('opacity', '1');
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(onward).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(map.getByRole('button', { name: /^Cart: / })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu', { name: 'Ask on from Cart' })).toBeVisible();
});

test('draws more or less of the log, and keeps that in the address', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=process');
  const activities = page.getByRole('region', { name: 'Process map' }).getByRole('button', { name: /: [\d,]+ events, / });
  const edges = page.getByRole('region', { name: 'Process map' }).getByRole('button', { name: / → .*: [\d,]+ times/ });
  await expect(activities.first()).toBeVisible();
  const [allActivities, someEdges] = [await activities.count(), await edges.count()];
  await page.getByRole('slider', { name: 'Edges shown' }).focus();
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/detail=1/);
  await expect.poll(() => edges.count()).toBeGreaterThan(someEdges);
  await page.getByRole('slider', { name: 'Activities shown' }).focus();
  await page.keyboard.press('Home');
  await expect(page).toHaveURL(/activities=0/);
  await expect.poll(() => activities.count()).toBeLessThan(allActivities);
  await expect(page).toHaveURL(/detail=1/);
  await page.getByRole('button', { name: 'As at first' }).click();
  await expect(page).not.toHaveURL(/detail|activities/);
  await expect.poll(() => activities.count()).toBe(allActivities);
  await expect.poll(() => edges.count()).toBe(someEdges);
});

test('says which filter to loosen when nobody matches', async ({ page }) => {
  await openApi(page);
  await page.goto(`${checkout}&range=2020-01-01..2020-02-01&where=channel:web`);
  await expect(page.getByText('Nobody matches this question')).toBeVisible();
  await expect(page.getByRole('button', { name: /Look at all events.*nobody either/ })).toBeVisible();
  await page.getByRole('button', { name: /Ask about all time.*customers/ }).click();
  await expect(page.getByRole('button', { name: /^Checkout started: / }).first()).toBeVisible();
});

test('marks the word that the server finds wrong', async ({ page }) => {
  await openApi(page);
  await page.route('**/api/v1/query', (route) =>
    route.request().postDataJSON().kind === 'paths'
      ? route.fulfill({
          status: 422,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            title: 'The question is wrong', status: 422, code: 'invalid_input', detail: 'There is no event called "Odrer".',
            field: 'start.event', hint: 'Did you mean "Order placed"?',
          }),
        })
      : route.fallback(),
  );
  await page.goto('/explore?kind=paths&start=event:Odrer&steps=4');
  await expect(page.getByRole('alert')).toContainText('Did you mean "Order placed"?');
  await expect(word(page, 'Start event')).toHaveAttribute('data-problem', 'true');
  await expect(word(page, 'Steps')).not.toHaveAttribute('data-problem', 'true');
});

test('says its notes under the question', async ({ page }) => {
  const noted = (document: object) => ({ ...answer('POST', 'query', document), notes: ['Two events have no channel.'] });
  await openApi(page, { 'POST query': noted });
  await page.goto(checkout);
  await expect(page.getByText('Two events have no channel.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'exact' })).toContainText(/1,206\s*people · exact · 41/);
});

test('saves a question, and says when somebody else was faster', async ({ page }) => {
  const mine = {
    id: 'q_1', name: 'After checkout', view: {}, version: 1, created_at: '2026-04-25T08:00:00Z', updated_at: '2026-04-25T08:00:00Z',
    created_by: 'u_1', query: { kind: 'paths', start: { event: 'Checkout started' }, steps: 4 },
  };
  const theirs = { ...mine, version: 2, query: { kind: 'paths', start: { event: 'Cart' }, steps: 2 } };
  await openApi(page, { 'POST questions': mine, 'GET questions/q_1': mine, 'GET questions': { items: [mine], next_cursor: null } });
  await page.route('**/api/v1/questions/q_1', (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({
          status: 409,
          contentType: 'application/problem+json',
          body: JSON.stringify({ title: 'Changed meanwhile', status: 409, code: 'conflict', detail: 'Changed meanwhile.', mine, theirs }),
        })
      : route.fallback(),
  );
  await page.goto(checkout);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name of the question' }).fill('After checkout');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'After checkout' })).toBeVisible();
  await expect(page.getByText('saved · v1')).toBeVisible();
  await word(page, 'Steps').click();
  await page.getByRole('textbox', { name: 'Steps' }).fill('3');
  await page.keyboard.press('Enter');
  await expect(page.getByText('changed · v1')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Save the change' }).click();
  await expect(page.getByRole('dialog')).toContainText('Version 2');
  await page.getByRole('button', { name: 'Show theirs' }).click();
  await expect(word(page, 'Start event')).toHaveText('Cart');
  await page.goto('/explore?question=q_1');
  await expect(word(page, 'Start event')).toHaveText('Checkout started');
});

test('exports the picture, the table and the answer', async ({ page }) => {
  await openApi(page);
  await page.goto(checkout);
  await expect(page.getByRole('button', { name: /^Checkout started: / }).first()).toBeVisible();
  const exported = async (item: string) => {
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const file = await download;
    return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
  };
  const csv = await exported('Table (CSV)');
  expect(csv.name).toBe('paths.csv');
  expect(csv.content.toString()).toMatch(/^step,from,to,to_role,value,.*\r\n0,Checkout started,/);
  const json = JSON.parse((await exported('Answer (JSON)')).content.toString());
  expect(json.query).toEqual({ kind: 'paths', start: { event: 'Checkout started' }, steps: 4 });
  expect(json.answer.result.nodes.length).toBeGreaterThan(5);
  const svg = (await exported('Picture (SVG)')).content.toString();
  expect(svg).toContain('Checkout started');
  expect(svg).not.toMatch(/var\(|class=/);
  const png = (await exported('Picture (PNG)')).content;
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(1500);
  // A picture of one colour would be far smaller.
  expect(png.length).toBeGreaterThan(20_000);
});

for (const kind of ['paths', 'process', 'funnel&breakdown=property:platform&trend=week', 'time-between&breakdown=channel']) {
  test(`passes axe in every look: ${kind}`, async ({ page }) => {
    await openApi(page);
    await passesAxeInEveryLook(page, {
      open: () => page.goto(`/explore?kind=${kind}`),
      settled: async () => {
        await expect(page.locator('svg[data-picture]').first()).toBeVisible();
        await page.waitForLoadState('networkidle');
      },
    });
  });
}

test('passes axe in every look, with a word of the question open', async ({ page }) => {
  await openApi(page);
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto(checkout);
      await word(page, 'Who').click();
    },
    settled: async () => {
      await expect(page.getByRole('dialog').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
    },
  });
});

test('nothing of the page is wider than a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openApi(page);
  for (const kind of ['paths', 'process', 'funnel', 'time-between']) {
    await page.goto(`/explore?kind=${kind}`);
    await expect(page.locator('svg[data-picture]').first()).toBeVisible();
    expect(await page.evaluate(() => window.document.documentElement.scrollWidth), kind).toBe(390);
    const body = page.getByRole('region', { name: 'Content' });
    expect(await body.evaluate((element) => element.scrollWidth - element.clientWidth), kind).toBe(0);
  }
});
