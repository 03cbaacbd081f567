import { expect, test, type Page } from '@playwright/test';
import type { Cell, MapDocument } from '../src/features/maps/engine/fields';
import { MapServer } from './fixtures/map_server';
import { buyingMap, laneId, stepId } from './fixtures/maps.mjs';

test.use({ hasTouch: true, viewport: { width: 820, height: 1180 } });

const place = (page: Page, lane: number, step: number) => page.locator(`#p-${lane + 2}-${step}`);

async function open(page: Page) {
  const server = new MapServer(buyingMap() as MapDocument);
  await server.join(page);
  await page.goto('/journeys/maps/map_buying');
  await expect(page.getByText('all changes saved')).toBeVisible();
  return server;
}

/** A finger as the browser itself sees it: it may scroll, rest, or take something. */
async function finger(page: Page) {
  const browser = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: { x: number; y: number }[]) => browser.send('Input.dispatchTouchEvent', { type, touchPoints: at });
  return {
    down: (x: number, y: number) => touch('touchStart', [{ x, y }]),
    move: async (from: [number, number], to: [number, number]) => {
      for (let step = 1; step <= 8; step += 1) await touch('touchMove', [{ x: from[0] + ((to[0] - from[0]) * step) / 8, y: from[1] + ((to[1] - from[1]) * step) / 8 }]);
    },
    up: () => touch('touchEnd', []),
  };
}

const middle = async (of: ReturnType<Page['locator']>): Promise<[number, number]> => {
  const box = (await of.boundingBox())!;
  return [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
};
const opportunities = (server: MapServer, step: number) =>
  (Object.values(server.map.document.cells) as Cell[]).filter((cell) => cell.lane === laneId(4) && cell.step === stepId(step) && !cell.removed).map(({ text }) => text);
const scrolled = (page: Page) => page.getByRole('grid', { name: 'Journey map' }).evaluate((grid) => grid.scrollLeft);

test('a finger that rests takes a card along; one that does not scrolls', async ({ page }) => {
  const server = await open(page);
  const hand = await finger(page);
  const card = page.locator('[data-card]', { hasText: 'Comparison on the page' });
  const [from, to] = [await middle(card), await middle(place(page, 4, 2))];
  await hand.down(...from);
  await page.getByText('Comparison on the page').nth(1).waitFor();
  await hand.move(from, to);
  await hand.up();
  await expect.poll(() => opportunities(server, 2)).toEqual(['Comparison on the page']);
  expect(await scrolled(page)).toBe(0);

  const start = await middle(place(page, 5, 2));
  await hand.down(...start);
  await hand.move(start, [start[0] - 260, start[1]]);
  await hand.up();
  await expect.poll(() => scrolled(page)).toBeGreaterThan(50);
  expect(opportunities(server, 2)).toEqual(['Comparison on the page']);
});

test('a finger that rests and is lifted opens the menu of what it rested on', async ({ page }) => {
  await open(page);
  const hand = await finger(page);
  await hand.down(...(await middle(page.locator('[data-card]', { hasText: 'Comparison on the page' }))));
  await page.getByText('Comparison on the page').nth(1).waitFor();
  await hand.up();
  await expect(page.getByRole('menuitem', { name: 'Properties' })).toBeVisible();
});

test('a point of the curve is taken by a finger that rests on it, and left alone by one that scrolls', async ({ page }) => {
  const server = await open(page);
  const hand = await finger(page);
  const value = () => (Object.values(server.map.document.cells) as Cell[]).find((cell) => cell.lane === laneId(1) && cell.step === stepId(2))?.value;
  const point = place(page, 1, 2).getByRole('slider');
  const box = (await point.boundingBox())!;
  const at: [number, number] = [box.x + 12, box.y + 12];
  await hand.down(...at);
  await hand.move(at, [at[0] - 200, at[1] + 4]);
  await hand.up();
  expect(value()).toBe(0.8);
  await page.getByRole('grid', { name: 'Journey map' }).evaluate((grid) => grid.scrollTo(0, 0));
  // What is still rolling out comes to rest.
  await point.click({ trial: true });
  const now = (await point.boundingBox())!;
  [at[0], at[1]] = [now.x + 12, now.y + 12];
  await hand.down(...at);
  await expect(place(page, 1, 2).locator('[aria-hidden]').last()).toContainText('0.8');
  await hand.move(at, [at[0], at[1] + 50]);
  await hand.up();
  await expect.poll(value).toBeLessThan(-0.3);
});
