import { expect, test, type Page } from '@playwright/test';
import type { Cell, MapDocument } from '../src/features/maps/engine/fields';
import { loaded, passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';
import { MapServer } from './fixtures/map_server';
import { buyingMap, emptyMap, hostileMap, laneId, stepId } from './fixtures/maps.mjs';

const grid = (page: Page) => page.getByRole('grid', { name: 'Journey map' });
const saved = (page: Page) => expect(page.getByText('all changes saved')).toBeVisible();
const place = (page: Page, lane: number, step: number) => page.locator(`#p-${lane + 2}-${step}`);

async function open(page: Page, document: object = buyingMap(), how = '') {
  const server = new MapServer(document as MapDocument);
  await server.join(page);
  await page.goto(`/journeys/maps/map_buying${how}`);
  await expect(page.getByText('all changes saved')).toBeVisible();
  return server;
}

const cellsAt = (server: MapServer, lane: number, step: number) =>
  (Object.values(server.map.document.cells) as Cell[]).filter((cell) => cell.lane === laneId(lane) && cell.step === stepId(step) && !cell.removed);
const textsAt = (server: MapServer, lane: number, step: number) => cellsAt(server, lane, step).map(({ text }) => text);

test('is written in like a spreadsheet: arrows, typing, Enter, Tab, Escape, undo', async ({ page }) => {
  const server = await open(page);
  await place(page, 7, 0).click();
  await expect(place(page, 7, 0)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('Price list');
  await page.keyboard.press('Enter');
  await expect.poll(() => textsAt(server, 7, 1)).toEqual(['Catalogue', 'Price list']);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Nobody');
  await page.keyboard.press('Tab');
  await expect.poll(() => textsAt(server, 6, 0)).toEqual(['Nobody']);
  await expect(place(page, 6, 1)).toHaveAttribute('data-focus', 'true');
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.type(' and more');
  await page.keyboard.press('Escape');
  await expect.poll(() => textsAt(server, 6, 1)).toEqual(['Store staff, 1 in 9']);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(() => textsAt(server, 6, 0)).toEqual([]);
  await page.keyboard.press('Control+y');
  await expect.poll(() => textsAt(server, 6, 0)).toEqual(['Nobody']);
  await saved(page);
  await expect(page).toHaveURL(/at=lan_0+6\.stp_0+1/);
});

test('steps, stages and lanes are inserted, moved, copied and removed by keys', async ({ page }) => {
  const server = await open(page);
  const steps = () => Object.values(server.map.document.steps).filter(({ removed }) => !removed).sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ title }) => title ?? '');
  await place(page, -1, 2).click();
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => steps().length).toBe(8);
  await page.keyboard.type('Looks for a voucher');
  await page.keyboard.press('Enter');
  await expect.poll(() => steps()[3]).toBe('Looks for a voucher');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => steps()[2]).toBe('Looks for a voucher');
  await page.keyboard.press('Control+d');
  await expect.poll(() => steps().filter((title) => title === 'Looks for a voucher').length).toBe(2);
  await page.keyboard.press('Delete');
  await expect.poll(() => steps().filter((title) => title === 'Looks for a voucher').length).toBe(1);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Moments that matter/ }).click();
  await expect(page.getByRole('rowheader', { name: /Moments that matter/ })).toBeVisible();
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Control+.');
  await expect.poll(() => Object.values(server.map.document.lanes).find(({ kind }) => kind === 'moment')?.collapsed).toBe(true);
  await place(page, -2, 0).click();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByRole('columnheader', { name: /Consideration/ })).toHaveAttribute('aria-colindex', '6');
  await saved(page);
});

test('a table of a spreadsheet is pasted, and copied back', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const server = await open(page, emptyMap());
  await page.getByRole('button', { name: 'Start with a stage' }).click();
  await page.evaluate(() => navigator.clipboard.writeText('Looks\tBuys\tWaits\nlong list\t"two\nlines"\t\nWhy?\tHow much?\tWhere is it?'));
  await place(page, -1, 0).click();
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('columnheader', { name: /Waits/ })).toBeVisible();
  await expect.poll(() => Object.values(server.map.document.cells).map(({ text }) => text).sort()).toEqual(['How much?', 'Where is it?', 'Why?', 'long list', 'two\nlines']);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Looks\tBuys\nlong list\t"two\nlines"');
  await page.keyboard.press('Control+x');
  await expect.poll(() => Object.values(server.map.document.cells).filter(({ removed }) => !removed).length).toBe(3);
  await page.keyboard.press('Control+z');
  await expect.poll(() => Object.values(server.map.document.cells).filter(({ removed }) => !removed).length).toBe(5);
});

test('the curve is drawn by dragging and by keys', async ({ page }) => {
  const server = await open(page);
  const value = () => cellsAt(server, 1, 2)[0]?.value;
  const point = place(page, 1, 2).getByRole('slider');
  const box = (await point.boundingBox())!;
  await page.mouse.move(box.x + 12, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + 12, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect.poll(value).toBeLessThan(-0.5);
  await place(page, 1, 2).click({ position: { x: 10, y: 10 } });
  await page.keyboard.press('Enter');
  await expect(point).toBeFocused();
  const before = value() ?? 0;
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await expect.poll(value).toBeCloseTo(before + 0.6, 5);
  await page.keyboard.press('Escape');
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press('2');
  await expect.poll(value).toBe(2);
});

test('steps, lanes and cards are dragged; Escape lets go', async ({ page }) => {
  const server = await open(page);
  const drag = async (from: ReturnType<Page['locator']>, to: ReturnType<Page['locator']>, last?: () => Promise<unknown>) => {
    const [a, b] = [(await from.boundingBox())!, (await to.boundingBox())!];
    await page.mouse.move(a.x + 20, a.y + 12);
    await page.mouse.down();
    await page.mouse.move(b.x + 30, b.y + 14, { steps: 6 });
    await last?.();
    await page.mouse.up();
  };
  await drag(place(page, -1, 0), place(page, -1, 4));
  await expect.poll(() => server.map.document.steps[stepId(0)]?.stage).toBe('stg_000000000001');
  await drag(place(page, 7, -1), place(page, 6, -1));
  await expect(page.getByRole('rowheader').nth(6)).toContainText('Back stage');
  const card = page.locator('[data-card]', { hasText: 'Keep the address' });
  const column = await page.getByRole('columnheader', { name: /Follows the parcel/ }).getAttribute('data-column');
  await drag(card, place(page, 4, Number(column)));
  await expect.poll(() => textsAt(server, 4, 5)).toEqual(['Keep the address']);
  await drag(card, place(page, 4, 0), () => page.keyboard.press('Escape'));
  await saved(page);
  expect(textsAt(server, 4, 5)).toEqual(['Keep the address']);
});

test('properties of the selected card say evidence, source and tone', async ({ page }) => {
  const server = await open(page);
  await page.locator('[data-card]', { hasText: 'Keep the address' }).click();
  await page.getByRole('button', { name: 'Properties' }).click();
  const panel = page.getByRole('complementary', { name: 'Properties' });
  await panel.getByLabel('Evidence', { exact: true }).click();
  await page.getByRole('option', { name: 'researched' }).click();
  await panel.getByLabel('Source of the evidence').fill('9 interviews');
  await panel.getByLabel('Source of the evidence').press('Enter');
  await panel.getByLabel('Link').fill('javascript:alert(1)');
  await panel.getByLabel('Link').blur();
  await expect(panel.getByText('It begins with https://')).toBeVisible();
  await expect.poll(() => cellsAt(server, 4, 3)[0]).toMatchObject({ evidence: 'researched', source: '9 interviews' });
  expect(cellsAt(server, 4, 3)[0]).not.toHaveProperty('link');
  await expect(page.locator('[data-card]', { hasText: 'Keep the address' })).toContainText('researched · 9 interviews');
});

test('two people write one map at once through a bad network, and not a keystroke is lost', async ({ browser }) => {
  const server = new MapServer(buyingMap() as MapDocument);
  const pages = await Promise.all(['Aylin Bayrak', 'Jorge Torres'].map(async (name) => {
    const page = await (await browser.newContext()).newPage();
    await server.join(page, name);
    await page.goto(`${test.info().project.use.baseURL}/journeys/maps/map_buying`);
    await expect(grid(page)).toBeVisible();
    return page;
  })) as [Page, Page];
  const [aylin, jorge] = pages;
  server.faults.delayMs = 150;
  await place(aylin, 7, 4).click();
  await expect(place(jorge, 7, 4).getByText('Aylin Bayrak')).toBeVisible();
  server.faults.share = 0.25;
  const write = async (page: Page, at: 'Home' | 'End', text: string) => {
    await place(page, 7, 4).click();
    await page.keyboard.press('Enter');
    await page.keyboard.press(`Control+${at}`);
    await page.keyboard.type(text, { delay: 45 });
  };
  await Promise.all([write(aylin, 'Home', 'abcdefghijklmnopqrstuvwxyz '), write(jorge, 'End', ' 0123456789ABCDEFGHIJKLMNOP')]);
  await server.connect(aylin, false);
  await aylin.keyboard.type('offline too ', { delay: 20 });
  await expect(aylin.getByText(/offline, \d changes? kept/)).toBeVisible();
  server.faults.share = 0;
  await server.connect(aylin, true);
  await server.connect(jorge, true);
  const text = 'abcdefghijklmnopqrstuvwxyz offline too Payment gateway, fraud 0123456789ABCDEFGHIJKLMNOP';
  await expect.poll(() => textsAt(server, 7, 4), { timeout: 30_000 }).toEqual([text]);
  for (const page of pages) {
    await saved(page);
    await expect(place(page, 7, 4).locator('[data-card]')).toContainText('fraud');
    await page.keyboard.press('Enter');
    await expect(place(page, 7, 4).locator('[data-card]')).toHaveText(text);
  }
  await aylin.keyboard.press('Control+z');
  await aylin.keyboard.press('Control+z');
  await expect.poll(() => textsAt(server, 7, 4)[0]).toContain('fraud 0123456789ABCDEFGHIJKLMNOP');
  for (const page of pages) await page.context().close();
});

test('what was written offline outlives a reload, and is merged with what others did', async ({ page }) => {
  const server = await open(page);
  await place(page, 7, 2).click();
  await server.connect(page, false);
  await page.keyboard.press('Enter');
  await page.keyboard.type(' and vouchers');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/offline, 1 change kept/)).toBeVisible();
  server.map.send({ client: 'other', number: 1, base: server.map.revision, operations: [{ op: 'edit', in: 'cells', id: cellId(server, 7, 2), field: 'text', edit: ['All '] }] });
  await page.reload();
  await expect(place(page, 7, 2)).toContainText('Stock, prices and vouchers');
  await server.connect(page, true);
  await expect.poll(() => textsAt(server, 7, 2)).toEqual(['All Stock, prices and vouchers']);
  await expect(place(page, 7, 2)).toContainText('All Stock, prices and vouchers');
  await saved(page);
});

const cellId = (server: MapServer, lane: number, step: number) =>
  Object.entries(server.map.document.cells).find(([, cell]) => cell.lane === laneId(lane) && cell.step === stepId(step))?.[0] ?? '';

test('a disconnect in mid-drag loses nothing', async ({ page }) => {
  const server = await open(page);
  const card = page.locator('[data-card]', { hasText: 'Keep the address' });
  const [a, b] = [(await card.boundingBox())!, (await place(page, 4, 6).boundingBox())!];
  await page.mouse.move(a.x + 10, a.y + 8);
  await page.mouse.down();
  await page.mouse.move(b.x + 30, b.y + 10, { steps: 5 });
  await server.connect(page, false);
  await page.mouse.up();
  await expect(place(page, 4, 6)).toContainText('Keep the address');
  await expect(page.getByText(/offline, \d changes? kept/)).toBeVisible();
  expect(textsAt(server, 4, 6)).toEqual([]);
  await server.connect(page, true);
  await expect.poll(() => textsAt(server, 4, 6)).toEqual(['Keep the address']);
  await saved(page);
});

test('hostile text in every field is shown as it is written and runs nothing', async ({ page }) => {
  // High enough that all of its lanes are drawn.
  await page.setViewportSize({ width: 1280, height: 1800 });
  await open(page, hostileMap());
  await expect(page.getByText('<img src=x onerror', { exact: false }).first()).toBeVisible();
  await place(page, 0, 0).click();
  await page.getByRole('button', { name: 'Properties' }).click();
  for (const [lane, step] of [[0, 1], [2, 0], [3, 1], [7, 0], [-1, 0], [-2, 0]]) await place(page, lane as number, step as number).click({ position: { x: 8, y: 8 } });
  await page.mouse.move(600, 400);
  expect(await page.evaluate(() => (window as never as { hacked?: number }).hacked)).toBeUndefined();
  expect(await page.locator('[role=grid] :is(script, img, svg[onload])').count()).toBe(0);
  expect(await page.locator('[role=grid] a[href^="javascript"]').count()).toBe(0);
});

test('says what a server refuses, and keeps the rest', async ({ page }) => {
  const server = await open(page);
  const { cells } = server.map.document;
  cells[cellId(server, 7, 0)] = { ...cells[cellId(server, 7, 0)]!, text: 'x'.repeat(10_000) };
  await place(page, 7, 0).click();
  await page.keyboard.press('Enter');
  await page.keyboard.type('y');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('could not be saved');
  await page.getByRole('button', { name: 'Understood' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('who may only read reads', async ({ page }) => {
  const server = new MapServer(buyingMap() as MapDocument);
  await server.join(page, 'Per', { mayWrite: false });
  await page.goto('/journeys/maps/map_buying');
  await place(page, 7, 0).click();
  await page.keyboard.type('No');
  await page.keyboard.press('Delete');
  await expect(page.getByText('read only')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await expect(place(page, 7, 0)).toContainText('Ads, search index');
  expect(server.map.log).toEqual([]);
});

test('the address says the place and the zoom, and Back leads to the list', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/journeys');
  await page.getByRole('link', { name: 'Buying on the phone' }).click();
  await page.getByRole('button', { name: 'Larger' }).click();
  await expect(page).toHaveURL(/zoom=120/);
  await place(page, 3, 4).click();
  await expect(page).toHaveURL(/at=lan_0+3\.stp_0+4/);
  await page.reload();
  await expect(place(page, 3, 4)).toHaveAttribute('aria-selected', 'true');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Journeys' })).toBeVisible();
  await page.goto('/journeys/maps/map_gone');
  await expect(page.getByText('There is no such map')).toBeVisible();
});

test('maps are found, filtered, sorted and made from a template', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/journeys');
  await page.getByRole('textbox', { name: 'Find a map' }).fill('loan');
  await expect(page.getByRole('treegrid', { name: 'Maps' }).getByRole('link', { name: /Loan process/ })).toHaveCount(2);
  await expect(page).toHaveURL(/q=loan/);
  await page.getByRole('textbox', { name: 'Find a map' }).fill('');
  await page.getByText('Archived 1').click();
  await expect(page.getByRole('row').filter({ hasText: 'Shop of 2019' })).toBeVisible();
  await page.getByRole('button', { name: 'New map' }).click();
  await page.getByRole('radio', { name: /Service blueprint/ }).check({ force: true });
  await page.getByRole('checkbox', { name: 'With the worked example' }).check();
  await page.getByRole('textbox', { name: 'Title' }).fill('Help desk');
  const [made] = await Promise.all([page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/maps')), page.getByRole('button', { name: 'Make the map' }).click()]);
  expect(made.postDataJSON()).toEqual({ template: 'service_blueprint', example: true, title: 'Help desk' });
  await expect(page.getByText('Nothing on this map yet')).toBeVisible();
});

test('passes axe: the list, the gallery, a map, its properties, an empty one', async ({ page }) => {
  await fakeApi(page);
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys?new=true').then(() => expect(page.getByRole('radio').nth(2)).toBeAttached()) });
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys').then(() => loaded(page)) });
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto(`/journeys/maps/map_buying?at=${laneId(3)}.${stepId(4)}`);
      await loaded(page);
      await expect(grid(page)).toBeVisible();
    },
  });
  await page.getByRole('button', { name: 'Properties' }).click();
  await passesAxeInEveryLook(page, { open: () => expect(page.getByRole('complementary', { name: 'Properties' })).toBeVisible() });
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/maps/map_blank').then(() => loaded(page)) });
});
