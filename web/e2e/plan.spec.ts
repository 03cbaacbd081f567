import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, loaded, passesAxeInEveryLook } from './axe';
import { plan } from './fixtures/collect.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

type Plan = typeof plan;

/** A server that keeps the plan, with ETags. */
async function keepPlan(page: Page, first: object = plan) {
  const kept = { plan: structuredClone(first) as Plan, version: 1, puts: 0 };
  await fakeApi(page);
  await page.route('**/api/v1/tracking-plan', async (route) => {
    if (route.request().method() === 'PUT') {
      kept.puts += 1;
      if (route.request().headers()['if-match'] !== `"${kept.version}"`) {
        return route.fulfill({ status: 412, contentType: 'application/problem+json', body: '{"title":"Changed","status":412,"code":"conflict","detail":"Changed."}' });
      }
      kept.version += 1;
      kept.plan = route.request().postDataJSON();
    }
    return route.fulfill({ json: kept.plan, headers: { ETag: `"${kept.version}"` } });
  });
  const event = (name: string) => kept.plan.events.find((one) => one.name === name);
  return { kept, event };
}

test('edits rules in place, saves them as they are made, and takes them back', async ({ page }) => {
  const { kept, event } = await keepPlan(page);
  await page.goto('/data/plan');
  await page.getByRole('button', { name: /^Payment/ }).click();
  await expect(page).toHaveURL(/event=Payment/);
  const rules = page.getByRole('region', { name: 'Property rules' });
  await expect(rules.getByText('seen as number 98\u202f%, text 2\u202f%, 100\u202f% filled')).toBeVisible();
  await expect(rules.getByRole('link', { name: 'broken 298 times' })).toBeVisible();
  await hasNoAxeViolations(page);

  await rules.getByRole('combobox', { name: 'Type of method' }).click();
  await page.getByRole('option', { name: 'number' }).click();
  await expect.poll(() => event('Payment')?.properties[2]?.type).toBe('number');
  await rules.getByRole('checkbox', { name: 'method is required' }).check();
  await expect.poll(() => event('Payment')?.properties[2]?.required).toBe(true);
  await rules.getByRole('combobox', { name: 'Allowed values of currency' }).fill('NOK');
  await page.keyboard.press('Enter');
  await expect.poll(() => event('Payment')?.properties[1]?.values).toEqual(['EUR', 'SEK', 'NOK']);
  await rules.getByRole('textbox', { name: 'Name of method' }).fill('payment_method');
  await page.keyboard.press('Enter');
  await expect.poll(() => event('Payment')?.properties[2]?.name).toBe('payment_method');
  await rules.getByRole('combobox', { name: 'Add a property' }).fill('coupon');
  await page.keyboard.press('Enter');
  await expect.poll(() => event('Payment')?.properties[3]).toEqual({ name: 'coupon', type: 'text', required: false, values: [] });
  await rules.getByRole('button', { name: 'Remove the rule for amount' }).click();
  await expect.poll(() => event('Payment')?.properties.map(({ name }: { name: string }) => name)).toEqual(['currency', 'payment_method', 'coupon']);
  await expect(page.getByText('saved', { exact: true })).toBeVisible();

  for (let steps = 6; steps > 0; steps -= 1) await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden();
  await expect.poll(() => kept.plan).toEqual(plan);
});

test('says what becomes of events that are not planned, and of broken rules', async ({ page }) => {
  const { kept, event } = await keepPlan(page);
  await page.goto('/data/plan?event=Order+placed');
  const unplanned = page.getByRole('radiogroup', { name: 'Events that are not planned' });
  await unplanned.getByText('Warn').click();
  await expect(page.getByText(/^Events that are not in the plan are taken, and counted/)).toBeVisible();
  await expect.poll(() => kept.plan.unplanned).toBe('warn');
  await page.getByRole('radiogroup', { name: 'When a rule is broken' }).getByText('Warn').click();
  await expect.poll(() => event('Order placed')?.on_violation).toBe('warn');
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect.poll(() => event('Order placed')?.on_violation).toBe('block');
});

test('makes an edit again on the plan of somebody else', async ({ page }) => {
  const { kept, event } = await keepPlan(page);
  await page.goto('/data/plan?event=Payment');
  await expect(page.getByRole('textbox', { name: 'What it means' })).toHaveValue(/A payment was tried/);
  kept.version += 1;
  kept.plan = { ...kept.plan, unplanned: 'block' };
  await page.getByRole('textbox', { name: 'What it means' }).fill('Money moves.');
  await page.keyboard.press('Enter');
  await expect.poll(() => event('Payment')?.description).toBe('Money moves.');
  expect(kept.plan.unplanned).toBe('block');
  expect(kept.puts).toBe(2);
  await expect(page.getByText(/^Events that are not in the plan are not stored/)).toBeVisible();
});

test('plans an event by its name, and takes it out', async ({ page }) => {
  const { event } = await keepPlan(page);
  await page.goto('/data/plan');
  await page.getByRole('textbox', { name: 'Plan an event' }).fill('Refund asked');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/event=Refund/);
  await expect.poll(() => event('Refund asked')?.planned).toBe(true);
  await page.getByRole('button', { name: 'Take it out of the plan' }).click();
  await expect(page.getByText('Refund asked is not planned')).toBeVisible();
  await expect.poll(() => event('Refund asked')).toBeUndefined();
  await page.goto('/data/plan?event=Debug+ping');
  await page.getByRole('switch', { name: 'Block it altogether' }).click();
  await expect.poll(() => event('Debug ping')).toBeUndefined();
});

test('begins with what is seen', async ({ page }) => {
  const { kept, event } = await keepPlan(page, { unplanned: 'allow', events: [] });
  await page.goto('/data/plan');
  await expect(page.getByText('Nothing is planned yet')).toBeVisible();
  await page.getByRole('button', { name: 'Plan what is seen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'Debug ping' }).uncheck();
  await hasNoAxeViolations(page);
  await dialog.getByRole('button', { name: 'Plan 8 events' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => kept.plan.events.length).toBe(8);
  expect(event('Cart')?.properties[1]).toEqual({ name: 'currency', type: 'text', required: true, values: [] });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => kept.plan.events.length).toBe(0);
});

test('goes out as a file and comes back from one', async ({ page }) => {
  const { kept } = await keepPlan(page);
  await page.goto('/data/plan');
  await page.getByRole('button', { name: 'Import, export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export as JSON' }).click();
  const file = await (await download).path();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(plan);
  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from('{"events": [{}]}') });
  await expect(page.getByText('Event 1 needs a name.')).toBeVisible();
  await input.setInputFiles({ name: 'plan.json', mimeType: 'application/json', buffer: Buffer.from('{"events": [{"name": "Visit"}]}') });
  await expect(page.getByRole('dialog')).toContainText('plan.json has 1 event; the plan has 6 events now.');
  await page.getByRole('button', { name: 'Replace the plan' }).click();
  await expect.poll(() => kept.plan.events.map(({ name }) => name)).toEqual(['Visit']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => kept.plan).toEqual(plan);
});

test('leads from a broken rule to the refusals and from the catalogue to the rules', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/data/catalogue?event=Payment');
  await page.getByRole('link', { name: 'Its rules' }).click();
  await expect(page).toHaveURL(/plan\?event=Payment/);
  await page.getByRole('link', { name: /312 broken/ }).click();
  await expect(page).toHaveURL(/quality\?event=Payment$/);
  const rows = page.getByRole('table', { name: 'Refused and warned' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(page.getByText('312 times in 30 days')).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: 'broken 298 times' }).click();
  await expect(page).toHaveURL(/quality\?event=Payment&property=amount$/);
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('298');
  await hasNoAxeViolations(page);
  await page.getByRole('button', { name: 'Only broken rules of Payment, amount: show everything' }).click();
  await expect(page).toHaveURL(/quality$/);
  await expect(rows).toHaveCount(7);
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/catalogue\?event=Payment/);
});

for (const path of ['/data/plan', '/data/plan?event=Payment', '/data/plan?event=cart_v2', '/data/plan?event=Unknown']) {
  test(`passes axe in every look: ${path}`, async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto(path), settled: () => loaded(page) });
  });
}
