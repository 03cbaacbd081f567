import { expect as plainExpect, test, type Page } from '@playwright/test';
import type { MapDocument } from '../src/features/maps/engine/fields';
import { passesAxeInEveryLook } from './axe';
import { improving, opportunity } from './fixtures/improve';
import { MapServer } from './fixtures/map_server';
import { buyingMap } from './fixtures/maps.mjs';

const expect = plainExpect.configure({ timeout: 20_000 });

const rating = (value: number) => ({ value, evidence: 'hand' as const, answers: null, source: '' });
const some = () => [
  opportunity('opp_a', [500, 2, 80, 4], {
    title: 'Say why the card was refused', category: 'technology', map: 'map_1', map_title: 'Buying on the phone', step_title: 'Pays', owner: 'usr_ada', state: 'in_progress', importance: rating(9), satisfaction: rating(3),
    reach: { value: 500, evidence: 'data', source: { question: 'map', ref: 'step:stp_1', n: 924, from: '2026-09-01T00:00:00+00:00', to: '2026-10-27T00:00:00+00:00', sentence: '924 people were at this step in 56 days.' } },
    value_at_risk: { per_month: 41300, currency: 'EUR', sentence: '82,600 EUR in 61 days.' },
  }),
  opportunity('opp_b', [9000, 0.5, 50, 1], { title: 'Comparison on the page', category: 'proposition_and_policy', map: 'map_1', map_title: 'Buying on the phone' }),
  opportunity('opp_c', [100, 1, 50, 8], { title: 'Leaflet in larger type', category: 'process', state: 'dropped' }),
  opportunity('opp_d', [], { title: 'Ask nobody twice' }),
];
const list = (page: Page) => page.getByRole('table', { name: 'Opportunities' });
const titles = (page: Page) => list(page).locator('tr[data-row] td:nth-child(2) > span:first-child').allInnerTexts();
const panel = (page: Page) => page.getByRole('complementary', { name: 'Opportunity' });
const saved = (page: Page) => expect(panel(page).getByRole('status').filter({ hasText: 'All changes saved' })).toBeVisible();
const point = (page: Page, name: RegExp) => page.getByRole('group', { name: /against/ }).getByRole('button', { name });

test('are ranked by score, filtered, sorted and grouped, and all of it stands in the address', async ({ page }) => {
  await improving(page, { opportunities: some() });
  await page.goto('/journeys/opportunities');
  await expect.poll(() => titles(page)).toEqual(['Comparison on the page', 'Say why the card was refused', 'Ask nobody twice']);
  await expect(list(page).getByRole('row', { name: /Say why/ })).toContainText('n 924');
  await page.getByLabel('Find an opportunity').fill('refused');
  await expect.poll(() => titles(page)).toEqual(['Say why the card was refused']);
  await expect(page).toHaveURL(/q=refused/);
  await page.goto('/journeys/opportunities?state=all&sort=title&group=category');
  await expect.poll(() => titles(page)).toHaveLength(4);
  await expect(list(page).locator('tbody').first()).toContainText('Proposition and policy');
  await page.getByRole('combobox', { name: 'Any group' }).click();
  await page.getByRole('option', { name: 'Process' }).click();
  await expect.poll(() => titles(page)).toEqual(['Leaflet in larger type']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(() => titles(page)).toHaveLength(3);
});

test('are moved on the axes by mouse and keys, which can be undone', async ({ page }) => {
  const state = await improving(page, { opportunities: some() });
  await page.goto('/journeys/opportunities');
  const one = point(page, /Say why/);
  const box = (await one.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => state.opportunities[0]!.effort.value).toBeGreaterThan(4);
  expect(state.opportunities[0]!.effort.evidence).toBe('hand');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => state.opportunities[0]!.effort.value).toBe(4);
  await one.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => state.opportunities[0]!.impact.value).toBe(3);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => state.opportunities[0]!.effort.value).toBe(3.5);
  await page.keyboard.press('ArrowLeft');
  await expect(point(page, /Comparison/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel(page).getByLabel('Title')).toHaveValue('Comparison on the page');
  await page.getByText('Importance / satisfaction', { exact: true }).click();
  await expect(page).toHaveURL(/axes=ulwick/);
  await expect(point(page, /importance 9, satisfaction 3/)).toBeVisible();
});

test('are written beside the list, and what two write at once is all kept', async ({ page }) => {
  const state = await improving(page, { opportunities: some() });
  await page.goto('/journeys/opportunities');
  await list(page).getByRole('row', { name: /Ask nobody twice/ }).click();
  await expect(page).toHaveURL(/open=opp_d/);
  state.meanwhile = { description: 'Written by Bo' };
  await panel(page).getByRole('textbox', { name: 'Reach a month' }).fill('1200');
  await panel(page).getByRole('combobox', { name: 'Impact on each' }).click();
  await page.getByRole('option', { name: /^High/ }).click();
  await panel(page).getByRole('textbox', { name: 'Confidence' }).fill('50');
  await panel(page).getByRole('textbox', { name: 'Effort' }).fill('3');
  await expect(panel(page).getByRole('region', { name: 'Score' })).toContainText('400');
  await saved(page);
  await expect.poll(() => state.opportunities[3]!.score).toBe(400);
  expect(state.opportunities[3]!.description).toBe('Written by Bo');
  await expect(panel(page).getByLabel('What could be better, and why')).toHaveValue('Written by Bo');
  await page.keyboard.press('Control+z');
  await expect.poll(() => state.opportunities[3]!.effort.value).toBeNull();
  await panel(page).getByLabel('Title').fill(' ');
  await expect(panel(page).getByText('Without a title nothing is saved.')).toBeVisible();
  await panel(page).getByLabel('Title').fill('<img src=x onerror=alert(1)>');
  await saved(page);
  await expect.poll(() => titles(page)).toContain('<img src=x onerror=alert(1)>');
  await page.goBack();
  await expect(panel(page)).toHaveCount(0);
});

test('a rating is made of answers, and says how badly a need is served', async ({ page }) => {
  const state = await improving(page, { opportunities: some() });
  await page.goto('/journeys/opportunities?open=opp_a');
  await expect(panel(page)).toContainText('15 of 20: underserved');
  const importance = panel(page).getByRole('group', { name: 'Importance', exact: true });
  await importance.getByText('By answers').click();
  await importance.getByLabel('Answers', { exact: true }).fill('120');
  await importance.getByLabel('Of them 4 or 5 of 5').fill('98');
  await expect(importance).toContainText('makes 8.2');
  await expect.poll(() => state.opportunities[0]!.importance).toMatchObject({ value: 8.2, evidence: 'answers', answers: { n: 120, top: 98 } });
});

test('numbers are taken from the data again, and that can be undone', async ({ page }) => {
  const source = { question: 'map', ref: 'step:stp_1', n: 1000, from: '2026-09-01T00:00:00+00:00', to: '2026-10-27T00:00:00+00:00', sentence: '1,000 people were at this step in 56 days.' };
  const state = await improving(page, {
    opportunities: [opportunity('opp_a', [500, 2, 80, 4], { title: 'Say why', map: 'map_1', map_title: 'Buying', step: 'stp_1' })],
    more: { 'GET opportunities/opp_a/data': { reach: { value: 543, evidence: 'data', source }, impact: null, confidence: null, value_at_risk: null, notes: ['The impact is to be judged.'], ask: { kind: 'overview' } } },
  });
  await page.goto('/journeys/opportunities?open=opp_a');
  await panel(page).getByRole('button', { name: 'Take from data' }).click();
  await expect(panel(page)).toContainText('1,000 people were at this step in 56 days.');
  await expect(panel(page)).toContainText('The impact is to be judged.');
  await expect.poll(() => state.opportunities[0]!.reach.value).toBe(543);
  expect(state.opportunities[0]!.impact.value).toBe(2);
  await panel(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => state.opportunities[0]!.reach.value).toBe(500);
});

test('one is removed and put back; none is a next step', async ({ page }) => {
  const state = await improving(page, { opportunities: [opportunity('opp_a', [], { title: 'Say why' })] });
  await page.goto('/journeys/opportunities?open=opp_a');
  await panel(page).getByRole('button', { name: 'More about this opportunity' }).click();
  await page.getByRole('menuitem', { name: 'Remove the opportunity' }).click();
  await expect(page.getByText('There are no opportunities yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => state.opportunities.length).toBe(1);
  await expect(list(page)).toContainText('Say why');
});

test('five hundred are drawn in parts, and exported without formulas', async ({ page }) => {
  await improving(page, { opportunities: Array.from({ length: 500 }, (_, n) => opportunity(`opp_${n}`, [100 + n, 1, 50, 1 + (n % 30)], { title: n === 0 ? '=cmd()' : `Idea ${n}` })) });
  await page.goto('/journeys/opportunities');
  await expect(list(page).locator('tr[data-row]')).toHaveCount(200);
  await page.getByRole('button', { name: /Show 200 more of 500/ }).click();
  await expect(list(page).locator('tr[data-row]')).toHaveCount(400);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const file = await (await download).createReadStream();
  let text = '';
  for await (const part of file) text += String(part);
  expect(text.split('\r\n')).toHaveLength(502);
  expect(text).toContain(`'=cmd()`);
});

test('a pain point of a map becomes an opportunity, and a finding a pain point', async ({ page }) => {
  const made = opportunity('opp_9', [500, 2, 80], { title: 'Card refused without a reason', map: 'map_buying', step: 'stp_000000000004', state: 'planned', owner: 'usr_ada' });
  const document = buyingMap() as MapDocument;
  const server = new MapServer(document);
  await server.join(page);
  let kept = [] as object[];
  await page.route('**/api/v1/opportunities*', (route) => {
    if (route.request().method() !== 'POST') return route.fulfill({ json: { items: kept, next_cursor: null } });
    expect(route.request().postDataJSON().from).toEqual({ map: 'map_buying', pain: 'pai_000000000002' });
    kept = [made];
    return route.fulfill({ status: 201, json: made, headers: { ETag: '"1"' } });
  });
  await page.route('**/api/v1/users', (route) => route.fulfill({ json: { items: [{ id: 'usr_ada', name: 'Ada Lovelace', role: 'editor' }], next_cursor: null } }));
  const finding = { finding: 'drop_off Cart', kind: 'drop_off', touchpoint: 'Cart', standing: false, ongoing: true, title: 'More people stop at Cart', sentence: 'Since 19 May, 38 % did not move on.', people: 620, ref: 'finding:f0', value_per_month: 18900, severity: 5, step: 'stp_000000000002', pain: null };
  await page.route('**/api/v1/maps/*/findings', (route) => route.fulfill({ json: { items: [finding], next_cursor: null, elsewhere: 2, events: 100, currency: 'EUR' } }));
  await page.goto('/journeys/maps/map_buying');
  await expect(page.getByText('all changes saved')).toBeVisible();
  const pains = page.locator('#p-5-4');
  await pains.click();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Make an opportunity' }).click();
  await expect.poll(() => server.map.document.pains['pai_000000000002']?.opportunity).toBe('opp_9');
  const card = page.locator('#p-6-4');
  await expect(card).toContainText('planned');
  await expect(card.getByRole('img', { name: 'Ada Lovelace' })).toBeVisible();
  // Undo takes it from the map; the opportunity stays.
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => server.map.document.pains['pai_000000000002']?.opportunity).toBeUndefined();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Pain points that friction found' }).click();
  const findings = page.getByRole('complementary', { name: 'Findings' });
  await expect(findings).toContainText('€ 18,900 a month');
  await findings.getByRole('button', { name: 'Take over', exact: true }).click();
  await expect.poll(() => Object.values(server.map.document.pains).find((pain) => pain.finding === 'drop_off Cart')).toMatchObject({ evidence: 'measured', severity: 5, step: 'stp_000000000002', source: 'Since 19 May, 38 % did not move on.' });
  await expect(findings).toContainText('taken over');
});

test('a viewer reads and changes nothing', async ({ page }) => {
  const { answer } = await import('./fixtures/answers.mjs');
  const session = answer('GET', 'session') as { user: object };
  await improving(page, { opportunities: some(), more: { 'GET session': { ...session, user: { ...session.user, role: 'viewer' } } } });
  await page.goto('/journeys/opportunities?open=opp_a');
  await expect(panel(page).getByLabel('Title')).toHaveAttribute('readonly', '');
  await expect(page.getByRole('button', { name: 'New opportunity' })).toHaveCount(0);
  await expect(panel(page).getByRole('button', { name: 'Take from data' })).toHaveCount(0);
});

test('the list and the axes pass axe in every look', async ({ page }) => {
  await improving(page, { opportunities: some() });
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/opportunities'), settled: () => expect(list(page)).toContainText('Say why') });
});

test('one that stands beside passes axe in every look', async ({ page }) => {
  await improving(page, { opportunities: some() });
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/opportunities?open=opp_a&axes=ulwick'), settled: () => saved(page) });
});

test('without any, the page passes axe in every look', async ({ page }) => {
  await improving(page);
  await passesAxeInEveryLook(page, { open: () => page.goto('/journeys/opportunities'), settled: () => expect(page.getByText('There are no opportunities yet')).toBeVisible() });
});
