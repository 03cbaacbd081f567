import { expect, test } from '@playwright/test';
import type { MapDocument } from '../src/features/maps/engine/fields';
import { passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';
import { MapServer } from './fixtures/map_server';
import { sharingServer } from './fixtures/map_sharing.mjs';
import { buyingMap } from './fixtures/maps.mjs';

test('a map is downloaded, and a refusal is said in words', async ({ page }) => {
  await new MapServer(buyingMap() as unknown as MapDocument).join(page);
  const server = sharingServer();
  await server.join(page);
  await page.goto('/journeys/maps/map_buying');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: /As a file/ }).click();
  await expect(page).toHaveURL(/panel=export/);
  const panel = page.getByRole('complementary', { name: 'Export' });
  await expect(panel.getByAltText('The map as it will be drawn')).toBeVisible();
  await panel.getByRole('radio', { name: 'CSV' }).check();
  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download CSV' }).click();
  expect((await download).suggestedFilename()).toBe('buying.csv');
  await expect(panel.getByText('buying.csv was downloaded.')).toBeVisible();
  await panel.getByRole('radio', { name: 'PDF' }).check();
  await panel.getByLabel('Paper', { exact: true }).click();
  await page.getByRole('option', { name: 'Several sheets of Letter' }).click();
  await panel.getByRole('button', { name: 'Download PDF' }).click();
  await expect(panel.getByRole('alert')).toContainText('512 pages');
  expect(server.exported).toEqual([{ format: 'csv' }, { format: 'pdf', paper: 'letter' }]);
});

test('a file is looked at before it becomes a map', async ({ page }) => {
  await fakeApi(page);
  await new MapServer(buyingMap() as unknown as MapDocument).join(page);
  const server = sharingServer();
  await server.join(page);
  await page.goto('/journeys?import=true');
  const dialog = page.getByRole('dialog', { name: 'Import a map' });
  await dialog.locator('input[type=file]').setInputFiles({ name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from('stage\n"') });
  await expect(dialog.getByRole('alert')).toContainText('Line 2: A quote is opened here and never closed.');
  await dialog.locator('input[type=file]').setInputFiles({ name: 'day.mmd', mimeType: 'text/plain', buffer: Buffer.from('journey\n') });
  await expect(dialog.getByRole('status')).toContainText('2 stages, 3 steps, 1 lane, 3 cards; for Maren');
  await expect(dialog.getByText('<b>Home</b>')).toBeVisible();
  await expect(dialog.getByText('Line 4: "nonsense"', { exact: false })).toBeVisible();
  await dialog.getByLabel('Title').fill('Our day');
  await dialog.getByRole('button', { name: 'Make the map' }).click();
  await expect(page).toHaveURL(/journeys\/maps\/map_buying/);
  expect(server.imported).toEqual([{ title: 'Our day', body: 'journey\n' }]);
});

test('exporting and importing pass axe', async ({ page }) => {
  await fakeApi(page);
  await new MapServer(buyingMap() as unknown as MapDocument).join(page);
  await sharingServer().join(page);
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/maps/map_buying?panel=export'), settled: () => expect(page.getByRole('complementary', { name: 'Export' })).toBeVisible() });
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto('/journeys?import=true');
      await page.locator('input[type=file]').setInputFiles({ name: 'day.mmd', mimeType: 'text/plain', buffer: Buffer.from('journey\n') });
    },
    settled: () => expect(page.getByRole('list', { name: 'What was not taken over' })).toBeVisible(),
  });
});
