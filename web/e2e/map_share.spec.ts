import { expect, test, type Page } from '@playwright/test';
import type { MapDocument } from '../src/features/maps/engine/fields';
import { passesAxeInEveryLook } from './axe';
import { MapServer } from './fixtures/map_server';
import { sharingServer } from './fixtures/map_sharing.mjs';
import { buyingMap } from './fixtures/maps.mjs';

const grid = (page: Page) => page.getByRole('grid', { name: 'Journey map' });

async function editor(page: Page, how: string) {
  const map = new MapServer(buyingMap() as unknown as MapDocument);
  await map.join(page);
  const server = sharingServer();
  await server.join(page);
  await page.goto(`/journeys/maps/map_buying${how}`);
  await expect(grid(page)).toBeVisible();
  return server;
}

/** What a test changes of the server of links. */
interface Sharing {
  document: { about: { title: string } };
  revision: number;
  password: string | null;
  over: string | null;
  said: unknown[];
}

/** As somebody without an account has it. */
async function stranger(page: Page, change: (server: Sharing) => void = () => undefined, path = '/share/wend_share_abc') {
  const server = sharingServer();
  change(server as unknown as Sharing);
  await server.join(page);
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/api/') && asked.push(new URL(request.url()).pathname));
  await page.goto(path);
  return { server: server as unknown as Sharing, asked };
}

test('a link is made, shown once, listed and revoked', async ({ page }) => {
  const server = await editor(page, '?panel=share');
  const panel = page.getByRole('complementary', { name: 'Share' });
  await expect(panel.getByText('Nobody outside can see this map.')).toBeVisible();
  await panel.getByLabel('For whom').fill('The agency');
  await panel.getByLabel('Password, if you like').fill('short');
  await panel.getByLabel('Other sites may show it in a frame').check();
  await panel.getByRole('button', { name: 'Make a link' }).click();
  await expect(panel.getByText('at least 10 characters.', { exact: false }).first()).toBeVisible();
  await panel.getByLabel('Password, if you like').fill('correct horse');
  await panel.getByRole('button', { name: 'Make a link' }).click();
  await expect(panel.getByLabel('Link', { exact: true })).toHaveValue(/\/share\/wend_share_abc$/);
  await expect(panel.getByLabel('Code for a page', { exact: true })).toHaveValue(/<iframe src="[^"]+\/embed\/wend_share_abc"/);
  await panel.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('wend_share_abc')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Revoke: The agency' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(panel.getByText('revoked', { exact: true })).toBeVisible();
  expect(server.shares[0]).toMatchObject({ label: 'The agency', rights: 'read', embed: true, password: true });
});

test('whoever has a link sees the map, live, and asks for nothing else', async ({ page }) => {
  const { server, asked } = await stranger(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Buying on the phone' })).toBeVisible();
  await expect(page.getByText('Maren, busy parent')).toBeVisible();
  await expect(page.getByText('Card refused without a reason')).toBeVisible();
  await grid(page).locator('#p-2-1').click();
  await page.keyboard.type('x');
  await page.keyboard.press('Delete');
  await expect(page.locator('#p-2-1')).toContainText('What is the difference really?');
  server.document.about.title = 'Buying on a tablet';
  server.revision += 1;
  await expect(page.getByRole('heading', { level: 1, name: 'Buying on a tablet' })).toBeVisible({ timeout: 8_000 });
  expect(asked.filter((path) => !path.startsWith('/api/v1/shared/'))).toEqual([]);
});

test('a password is asked for, and a wrong one said', async ({ page }) => {
  await stranger(page, (server) => (server.password = 'correct horse'));
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('wrong horse');
  await page.getByRole('button', { name: 'Show the map' }).click();
  await expect(page.getByText('The password is wrong.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(grid(page)).toBeVisible();
  await page.reload();
  await expect(grid(page)).toBeVisible();
});

test('a link that is over says why', async ({ page }) => {
  await stranger(page, (server) => (server.over = 'This link has expired.'));
  await expect(page.getByRole('heading', { name: 'This link has expired.' })).toBeVisible();
  await expect(page.getByText('Ask whoever sent it for a new one.')).toBeVisible();
});

test('people with a link comment under a name of their own', async ({ page }) => {
  const { server } = await stranger(page);
  await page.getByRole('button', { name: 'Comments' }).click();
  await page.getByLabel('Your name').fill('Kim');
  await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Is <b>this</b> true?');
  await page.getByRole('button', { name: 'Say it' }).click();
  await expect(page.getByText('Kim (by link)')).toBeVisible();
  await expect(page.getByText('Is <b>this</b> true?')).toBeVisible();
  expect(server.said).toHaveLength(1);
});

test('a map is presented stage by stage, by keys and in its address', async ({ page }) => {
  await editor(page, '?present=1');
  const stage = page.getByRole('dialog', { name: 'Presentation: Buying on the phone' });
  await expect(stage.getByRole('heading', { level: 1, name: 'Consideration' })).toBeVisible();
  await expect(stage.getByRole('img', { name: /What the customer feels/ })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(stage.getByRole('heading', { level: 1, name: 'Purchase' })).toBeVisible();
  await expect(page).toHaveURL(/present=2/);
  await expect(stage.getByText('3 methods')).toBeVisible();
  await page.keyboard.press('End');
  await expect(stage.getByRole('button', { name: 'Next' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(stage).toHaveCount(0);
  await expect(page).not.toHaveURL(/present/);
});

const screens = [
  { name: 'the links of a map', open: (page: Page) => editor(page, '?panel=share'), settled: (page: Page) => expect(page.getByRole('complementary', { name: 'Share' })).toBeVisible() },
  { name: 'a map by its link', open: (page: Page) => stranger(page), settled: (page: Page) => expect(grid(page)).toBeVisible() },
  { name: 'the presentation', open: (page: Page) => editor(page, '?present=2'), settled: (page: Page) => expect(page.getByRole('heading', { level: 1, name: 'Purchase' })).toBeVisible() },
];
for (const { name, open, settled } of screens) {
  test(`passes axe: ${name}`, async ({ page }) => {
    // A window that fills the screen cannot be made narrow.
    await page.addInitScript(() => (Element.prototype.requestFullscreen = () => Promise.reject(new Error('not here'))));
    await passesAxeInEveryLook(page, { open: () => open(page), settled: () => settled(page) });
  });
}
