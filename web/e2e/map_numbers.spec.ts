import { expect, test, type Page } from '@playwright/test';
import type { Cell, MapDocument, Step } from '../src/features/maps/engine/fields';
import { loaded, passesAxeInEveryLook } from './axe';
import { numbersOf } from './fixtures/map_numbers.mjs';
import { MapServer } from './fixtures/map_server';
import { buyingMap, emptyMap, laneId, stageId, stepId } from './fixtures/maps.mjs';

const place = (page: Page, lane: number, step: number) => page.locator(`#p-${lane + 2}-${step}`);
const panel = (page: Page) => page.getByRole('complementary', { name: 'Numbers' });

/** The map of the fixtures with a lane of numbers and one of questions. */
function liveMap(): MapDocument {
  const map = buyingMap() as unknown as MapDocument;
  map.lanes[laneId(8)] = { order: 'b0', kind: 'metric', title: 'Live', note: 'people, n' };
  map.lanes[laneId(9)] = { order: 'b1', kind: 'question', title: 'Questions' };
  map.cells.cel_questions00 = { lane: laneId(9), step: stepId(1), order: 'a0', text: 'Which one lasts longer?' };
  return map;
}

async function open(page: Page, how = '', document: MapDocument = liveMap(), { mayWrite = true, numbers = numbersOf as (document: object, more?: object) => unknown } = {}) {
  const server = new MapServer(document);
  const asked: string[] = [];
  server.numbers = (of, search) => {
    asked.push(search.toString());
    return numbers(of, { period: search.get('period') ?? of.about.period ?? 'all', segment: search.get('segment'), nobody: ['Cart'] });
  };
  await server.join(page, 'Deniz Acar', { mayWrite });
  await page.goto(`/journeys/maps/map_buying${how}`);
  await expect(page.getByText(mayWrite ? 'all changes saved' : 'You can read this map')).toBeVisible();
  return { server, asked };
}

test('stages, touchpoints and the lane of numbers say what the data says', async ({ page }) => {
  await open(page);
  await expect(page.locator('#p-0-0')).toContainText('21,940 → 30 %');
  await expect(place(page, 2, 0)).toContainText('18.2 k');
  await expect(place(page, 2, 2)).toContainText('nobody');
  await expect(place(page, 2, 6)).toContainText('no data');
  await expect(place(page, 8, 0)).toContainText('people18.2 k');
  await expect(place(page, 8, 0)).toContainText('go on87 %');
  await expect(place(page, 8, 6)).toContainText('no data');
  await place(page, 1, 4).hover();
  await expect(place(page, 1, 4)).toContainText('measured −1.6 (n 3604');
  await expect(page.getByText('−1.6 · trough, moment that matters')).toBeVisible();
});

test('which numbers a lane shows is chosen in its properties', async ({ page }) => {
  const { server } = await open(page, `?at=${laneId(8)}&panel=properties`);
  await page.getByRole('checkbox', { name: /whose next step is an earlier one/ }).check();
  await expect(place(page, 8, 3)).toContainText('go back31 %');
  await page.getByRole('checkbox', { name: 'Median time to the next step' }).uncheck();
  await expect.poll(() => server.map.document.lanes[laneId(8)]?.options).toEqual({ metrics: ['people', 'go_on', 'backward'] });
  await expect(place(page, 8, 3)).not.toContainText('median');
});

test('another period stays in the address until it is made the map’s own', async ({ page }) => {
  const { server, asked } = await open(page);
  await page.getByRole('button', { name: 'Period of the numbers: All time' }).click();
  await page.getByRole('option', { name: 'Last 8 weeks' }).click();
  await expect(page).toHaveURL(/period=8w/);
  await expect.poll(() => asked.at(-1)).toBe('period=8w');
  await page.getByRole('button', { name: 'Period of the numbers: Last 8 weeks' }).click();
  await page.getByRole('button', { name: 'Make it the map’s own' }).click();
  await expect.poll(() => server.map.document.about.period).toBe('8w');
  await expect(page).not.toHaveURL(/period=/);
  await expect(page.getByRole('button', { name: 'Period of the numbers: Last 8 weeks' })).toBeVisible();
});

test('the panel follows the selection, and every number opens its people', async ({ page }) => {
  await open(page, `?at=${stepId(4)}&panel=numbers`);
  await expect(panel(page)).toContainText('3,604');
  await expect(panel(page)).toContainText('Effect on the outcome');
  await expect(panel(page)).toContainText('+12 points');
  await page.locator('#p-1-3').click();
  await expect(panel(page).getByRole('heading', { name: 'Gives an address' })).toBeVisible();
  await panel(page).getByRole('button', { name: '5,720' }).click();
  await expect(page).toHaveURL(/people=step%3Astp_0+3/);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(page).not.toHaveURL(/people=/);
  await panel(page).getByRole('button', { name: 'How is this counted: The numbers of a step' }).click();
  await expect(page.getByText('a visit is a run of events here')).toBeVisible();
});

test('what the map lacks is added with one click, bound', async ({ page }) => {
  const { server } = await open(page, '?panel=numbers');
  const cells = () => Object.values(server.map.document.cells) as Cell[];
  const steps = () => Object.values(server.map.document.steps) as Step[];
  await panel(page).getByRole('button', { name: 'Add Voucher search as a touchpoint' }).click();
  await expect.poll(() => cells().find(({ text }) => text === 'Voucher search')).toMatchObject({ binding: { event: 'Voucher search' }, step: stepId(1), lane: laneId(2), evidence: 'measured' });
  await panel(page).getByRole('button', { name: 'Mark Gives an address as a moment that matters' }).click();
  await expect.poll(() => cells().find(({ lane, step }) => lane === laneId(1) && step === stepId(3))?.moment).toBe(true);
  await expect(panel(page)).toContainText('Which one lasts longer?');
  await expect(panel(page)).toContainText('no touchpoint stands here');
  await panel(page).getByRole('button', { name: 'Add Returns page as a step' }).click();
  await expect.poll(() => steps().find(({ title }) => title === 'Returns page')).toMatchObject({ binding: { event: 'Returns page' }, stage: stageId(0) });
  await page.keyboard.press('Control+z');
  await expect.poll(() => steps().find(({ title }) => title === 'Returns page')?.removed).toBe(true);
});

test('an unbound step says why and is bound in the builder', async ({ page }) => {
  const { server } = await open(page, `?at=${stepId(6)}&panel=numbers`);
  await expect(panel(page)).toContainText('Nothing says which events belong to this step.');
  await panel(page).getByRole('button', { name: 'Choose events' }).click();
  await page.getByRole('dialog', { name: 'Choose events' }).getByRole('option').first().click();
  await expect.poll(() => (server.map.document.steps[stepId(6)] as Step).binding).toHaveProperty('touchpoint');
});

test('who may not write sees the numbers and no way to change them', async ({ page }) => {
  await open(page, '?panel=numbers', liveMap(), { mayWrite: false });
  await expect(panel(page)).toContainText('In the data, not on the map');
  await expect(panel(page).getByRole('button', { name: /^Add / })).toHaveCount(0);
  await expect(panel(page).getByRole('button', { name: 'Choose events' })).toHaveCount(0);
  await page.getByRole('button', { name: /Period of the numbers/ }).click();
  await page.getByRole('option', { name: 'Last 8 weeks' }).click();
  await expect(page.locator('#p-0-0')).toContainText('21,940');
});

test('an error says so with a way out, and hostile names are shown as they are', async ({ page }) => {
  const server = new MapServer(liveMap());
  let works = false;
  const name = '<img src=x onerror="window.hurt=1">';
  server.numbers = (of) => numbersOf(of, { unmapped: [name] });
  await server.join(page);
  await page.route('**/maps/map_buying/numbers**', (route) =>
    works ? route.fallback() : route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Too much', status: 400, code: 'too_large', detail: 'The trends of this map are too long.' }) }),
  );
  await page.goto('/journeys/maps/map_buying?panel=numbers');
  await expect(panel(page)).toContainText('The trends of this map are too long.');
  works = true;
  await panel(page).getByRole('button', { name: /again/i }).click();
  await expect(panel(page)).toContainText(name);
  await panel(page).getByRole('button', { name: /as a step/ }).click();
  await expect.poll(() => (Object.values(server.map.document.steps) as Step[]).some(({ title }) => title === name)).toBe(true);
  expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
});

for (const [what, how] of [['of the whole map', '?panel=numbers'], ['of a step', `?at=${stepId(4)}&panel=numbers`], ['without a panel', '']] as const) {
  test(`numbers ${what} are accessible in every look`, async ({ page }) => {
    await passesAxeInEveryLook(page, { open: () => open(page, how), settled: () => loaded(page) });
  });
}

test('an empty map has nothing to say and says what comes next', async ({ page }) => {
  await open(page, '?panel=numbers', emptyMap() as unknown as MapDocument, { numbers: (of) => numbersOf(of, { unmapped: [] }) });
  await expect(panel(page)).toContainText('What the numbers rest on');
});
