import { expect as plainExpect, test, type Page } from '@playwright/test';
import { loaded, passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';
import { MapServer } from './fixtures/map_server';
import { buyingMap, stepId } from './fixtures/maps.mjs';
import { driftAnswer, manyMaps, notices, portfolioMaps } from './fixtures/portfolio.mjs';
import type { Notice } from '../src/api/map_watch';
import type { MapDocument } from '../src/features/maps/engine/fields';

const expect = plainExpect.configure({ timeout: 20_000 });
const rows = (page: Page) => page.getByRole('treegrid', { name: 'Maps' }).getByRole('row').filter({ has: page.getByRole('link') });
const titles = (page: Page) => rows(page).getByRole('link').allTextContents();

/** The map of buying, with its steps bound so that drift is asked for. */
function boundMap(): MapDocument {
  const document = buyingMap() as MapDocument;
  return { ...document, steps: Object.fromEntries(Object.entries(document.steps).map(([id, step]) => [id, { ...step, binding: { event: 'Any' } }])) };
}

test('the tree shows what is part of what, folds, sorts and opens by keys', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/journeys');
  await expect(rows(page).first()).toContainText('Being a customer');
  expect(await titles(page)).toEqual(['Being a customer', 'Buying on the phone', 'Loan process', 'Loan process as it should be']);
  await expect(rows(page).nth(1)).toHaveAttribute('aria-level', '2');
  await expect(rows(page).nth(1)).toContainText('31');
  await expect(rows(page).nth(1)).toContainText('26 days late');
  await rows(page).first().focus();
  await page.keyboard.press('ArrowLeft');
  await expect(rows(page).first()).toHaveAttribute('aria-expanded', 'false');
  expect(await titles(page)).toEqual(['Being a customer', 'Loan process as it should be']);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/journeys\/maps\/map_buying/);
  await page.goBack();
  await page.getByRole('button', { name: 'Health', exact: true }).click();
  await expect(page).toHaveURL(/sort=health/);
  await page.getByRole('button', { name: /^Health of Buying/ }).click();
  const parts = page.getByRole('dialog', { name: 'Health of Buying on the phone' });
  await expect(parts).toContainText('Steps that data reaches');
  await expect(parts).toContainText('nothing states its evidence');
  await expect(parts).toContainText('How is this counted?');
});

test('filters and the view stand in the address, and lead back', async ({ page }) => {
  await fakeApi(page);
  await page.goto('/journeys?view=table&due=overdue');
  await expect(page.getByRole('table', { name: 'Maps' }).getByRole('link')).toHaveText(['Buying on the phone']);
  await page.goto('/journeys?owner=usr_2&view=table');
  await expect(page.getByRole('table', { name: 'Maps' }).getByRole('link')).toHaveText(['Loan process']);
  await page.goto('/journeys?q=nothing+like+that');
  await page.getByRole('button', { name: 'Show all in use' }).click();
  await expect(rows(page)).toHaveCount(4);
  await page.getByText('Board', { exact: true }).click();
  await expect(page).toHaveURL(/view=board/);
  await expect(page.getByRole('region', { name: 'Lifecycle' }).getByRole('listitem')).toHaveCount(1);
});

test('archiving, copying and removing can be taken back', async ({ page }) => {
  const asked: string[] = [];
  await fakeApi(page, {
    overrides: {
      'POST maps/map_buying/changes': (sent: { operations: object[] }) => { asked.push(JSON.stringify(sent.operations)); return { revision: 4 }; },
      'DELETE maps/map_buying': () => { asked.push('removed'); return { raw: { status: 204 } }; },
      'POST maps/map_buying/recover': () => { asked.push('recovered'); return { id: 'map_buying', revision: 3 }; },
    },
  });
  await page.goto('/journeys?view=table');
  const more = page.getByRole('button', { name: 'More about Buying on the phone' });
  await more.click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => asked).toEqual([
    '[{"op":"set","in":"about","id":"about","field":"status","value":"archived"}]', '[{"op":"set","in":"about","id":"about","field":"status","value":"published"}]',
  ]);
  await more.click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => asked.slice(2)).toEqual(['removed', 'recovered']);
});

test('five thousand maps: few rows in the page, and the last is reached', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET portfolio': { items: manyMaps(5_000), next_cursor: null, today: '2026-04-25', may_write: true } } });
  await page.goto('/journeys?sort=title');
  await expect(rows(page).first()).toBeVisible();
  expect(await rows(page).count()).toBeLessThan(80);
  await page.getByRole('textbox', { name: 'Find a map' }).fill('Journey 4999');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('textbox', { name: 'Find a map' }).fill('');
  await expect(rows(page).nth(5)).toBeVisible();
  await rows(page).first().focus();
  for (let at = 0; at < 60; at += 1) await page.keyboard.press('j');
  await expect(page.locator('[data-row="60"]')).toBeFocused();
});

test('an empty portfolio leads to the first map, a broken one back', async ({ page }) => {
  await fakeApi(page, { overrides: { 'GET portfolio': { items: [], next_cursor: null, today: '2026-04-25', may_write: true } } });
  await page.goto('/journeys');
  await expect(page.getByText('No journey map yet')).toBeVisible();
  await page.getByRole('button', { name: 'New map' }).click();
  await expect(page.getByRole('dialog', { name: 'New map' })).toBeVisible();
});

test('notices lead to their place, are marked as read, one by one and all', async ({ page }) => {
  let kept: Notice[] = structuredClone(notices) as Notice[];
  const marked: string[] = [];
  await fakeApi(page, {
    overrides: {
      'GET notices': () => ({ items: kept, next_cursor: null, unread: kept.filter(({ read_at }) => !read_at).length }),
      'POST notices/read': () => { marked.push('all'); kept = kept.map((one) => ({ ...one, read_at: '2026-04-25T08:00:00Z' })); return { read: 1 }; },
      'PUT notices/ntc_1': (sent: { read: boolean }) => { marked.push(`1 ${sent.read}`); kept = kept.map((one) => (one.id === 'ntc_1' ? { ...one, read_at: sent.read ? '2026-04-25T08:00:00Z' : null } : one)); return kept[0]; },
    },
  });
  await page.goto('/notices');
  await expect(page.getByRole('link', { name: 'Notices, 2 unread' })).toBeVisible();
  await page.getByRole('link', { name: /1 in 3 left the mapped path/ }).click();
  await expect(page).toHaveURL(new RegExp(`map_buying.*at=${stepId(3)}`));
  await expect(page).toHaveURL(/panel=drift/);
  await expect.poll(() => marked).toEqual(['1 true']);
  await page.goBack();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(page.getByRole('link', { name: 'Notices', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Mark as unread/ })).toHaveCount(3);
  expect(marked).toEqual(['1 true', 'all']);
});

async function openMap(page: Page, how = '', drift: object = driftAnswer()) {
  const server = new MapServer(boundMap());
  await server.join(page);
  const reviews: object[] = [];
  await page.route('**/api/v1/maps/map_buying/drift**', (route) => route.fulfill({ json: drift }));
  await page.route('**/api/v1/maps/map_buying/reviews', (route) => {
    if (route.request().method() === 'POST') {
      reviews.unshift({ at: '2026-04-25T08:00:00Z', by: { id: 'usr_1', name: 'Aylin Kaya' }, revision: 4, note: route.request().postDataJSON().note, next_on: '2026-07-25' });
      return route.fulfill({ status: 201, json: reviews[0] });
    }
    return route.fulfill({ json: { items: reviews, next_cursor: null } });
  });
  await page.goto(`/journeys/maps/map_buying${how}`);
  return reviews;
}

test('drift stands at the stage, in the foot, and beside the board with its people', async ({ page }) => {
  await openMap(page);
  const badge = page.getByRole('columnheader', { name: /Purchase/ }).getByRole('button', { name: /^drift 31/ });
  await expect(badge).toBeVisible();
  const foot = page.getByLabel('State of the map');
  await expect(foot).toContainText('1 in 3 leaves the mapped path and goes back to “Fills the cart”');
  await page.getByRole('button', { name: 'Drift', exact: true }).click();
  await expect(page).toHaveURL(/panel=drift/);
  const panel = page.getByRole('complementary', { name: 'Drift' });
  await expect(panel.getByRole('listitem').first()).toContainText('goes back to “Fills the cart”');
  await expect(panel).toContainText('There is no touchpoint “Leaflet”');
  await panel.getByRole('link', { name: 'Show the step' }).first().click();
  await expect(page).toHaveURL(new RegExp(`at=${stepId(3)}`));
  await foot.getByRole('button', { name: 'See the people' }).click();
  await expect(page).toHaveURL(/people=step/);
});

test('a review is written down, and hostile words stay words', async ({ page }) => {
  const reviews = await openMap(page, '?panel=drift');
  const panel = page.getByRole('complementary', { name: 'Drift' });
  await expect(panel).toContainText('Nobody has said yet');
  await panel.getByRole('button', { name: 'Review done' }).click();
  await panel.getByRole('textbox', { name: 'What was found' }).fill('<img src=x onerror=alert(1)> still true');
  await panel.getByRole('button', { name: 'Review done' }).click();
  await expect(panel).toContainText('<img src=x onerror=alert(1)> still true');
  expect(reviews).toHaveLength(1);
});

test('without data, without bindings and without an answer, the panel says what to do', async ({ page }) => {
  await openMap(page, '?panel=drift', driftAnswer({ people: 0, sentence: null as never }));
  await expect(page.getByRole('complementary', { name: 'Drift' })).toContainText('Nobody was at a bound step');
  await page.route('**/api/v1/maps/map_buying/drift**', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json: { status: 503, code: 'busy', title: 'Busy', detail: 'Too much is asked.' } }));
  await page.reload();
  await expect(page.getByRole('complementary', { name: 'Drift' })).toContainText('Too much is asked.');
});

test('passes axe: the tree, the board, notices, none of them, a map with drift', async ({ page }) => {
  await fakeApi(page);
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys').then(() => loaded(page)) });
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys?view=board').then(() => loaded(page)) });
  await passesAxeInEveryLook(page, { open: () => page.goto('/notices').then(() => loaded(page)) });
  expect(portfolioMaps).toHaveLength(5);
});

test('passes axe: a map with drift beside the board', async ({ page }) => {
  await passesAxeInEveryLook(page, { open: () => openMap(page, '?panel=drift').then(() => expect(page.getByRole('complementary', { name: 'Drift' })).toContainText('Ways off the path')) });
});
