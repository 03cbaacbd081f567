import { expect as plainExpect, test, type Page } from '@playwright/test';
import { passesAxeInEveryLook } from './axe';
import { emptyStrategy, improving, round, scoreGoal } from './fixtures/improve';

const expect = plainExpect.configure({ timeout: 20_000 });

const goal = () =>
  scoreGoal('goa_1', {
    title: 'NPS of buyers', from: 20, to: 50, by: '2030-12-31', values: [{ on: '2026-01-01', value: 20, evidence: 'hand' }, { on: '2026-06-01', value: 29, evidence: 'hand' }], current: { on: '2026-06-01', value: 29 }, progress: 0.3,
    maps: [{ id: 'map_1', title: 'Buying on the phone' }], opportunities: [{ id: 'opp_1', title: 'Say why', state: 'planned' }],
  });
const strategy = { ...emptyStrategy, vision: 'Nobody asks twice.', strategy: 'Buyers first.', version: 3, principles: [{ id: 'pri_aaaaaaaaaaaa', title: 'Say why', text: 'Every refusal has a reason.', maps: [], opportunities: [] }] };
const panel = (page: Page) => page.getByRole('complementary', { name: 'Score goal' });
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: 'All changes saved' }).first()).toBeVisible();

test('vision, strategy and principles are written where they are read', async ({ page }) => {
  const state = await improving(page);
  await page.goto('/journeys/strategy');
  await page.getByLabel('Vision').fill('Nobody asks twice.');
  await page.getByRole('button', { name: 'Add a principle' }).click();
  await page.getByLabel('Principle 1', { exact: true }).fill('Say why');
  await page.getByRole('button', { name: 'Add a principle' }).click();
  await page.getByLabel('Principle 2', { exact: true }).fill('Ask once');
  await saved(page);
  await expect.poll(() => state.strategy.principles.map(({ title }) => title)).toEqual(['Say why', 'Ask once']);
  expect(state.strategy.principles[0]!.id).toMatch(/^pri_[0-9A-Za-z]{16}$/);
  await page.getByRole('button', { name: 'More about principle 2' }).click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await expect.poll(() => state.strategy.principles.map(({ title }) => title)).toEqual(['Ask once', 'Say why']);
  await page.getByRole('button', { name: 'More about principle 1' }).click();
  await page.getByRole('menuitem', { name: /^Remove/ }).click();
  await expect.poll(() => state.strategy.principles.length).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => state.strategy.principles.length).toBe(2);
});

test('a score goal has a history, and lists who refers to it', async ({ page }) => {
  const state = await improving(page, { goals: [goal()], strategy });
  await page.goto('/journeys/strategy');
  await page.getByRole('list', { name: 'Score goals' }).getByRole('button', { name: /NPS of buyers/ }).click();
  await expect(page).toHaveURL(/goal=goa_1/);
  await expect(panel(page).getByRole('link', { name: 'Buying on the phone' })).toBeVisible();
  await expect(panel(page).getByRole('link', { name: 'Say why' })).toHaveAttribute('href', /open=opp_1/);
  await panel(page).getByLabel('Value', { exact: true }).fill('35');
  await panel(page).getByRole('button', { name: 'Add', exact: true }).click();
  await expect.poll(() => state.goals[0]!.values.at(-1)?.value).toBe(35);
  await expect(panel(page).getByRole('img', { name: '50 % of the way' })).toBeVisible();
  await panel(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => state.goals[0]!.values.length).toBe(2);
});

test('a value is taken from a saved question', async ({ page }) => {
  const question = { id: 'qst_1', name: 'Buyers who return', query: { kind: 'retention' }, view: {}, version: 1, created_at: '', updated_at: '', created_by: null };
  const state = await improving(page, { goals: [goal()], strategy, more: { 'GET questions': { items: [question], next_cursor: null }, 'GET strategy/value': { value: 41.234, what: 'Return in period 4 of 900', name: 'Buyers who return' } } });
  await page.goto('/journeys/strategy?goal=goa_1');
  await panel(page).getByRole('combobox', { name: 'Saved question whose number it is' }).click();
  await page.getByRole('option', { name: 'Buyers who return' }).click();
  await panel(page).getByRole('button', { name: 'Ask it' }).click();
  await expect.poll(() => state.goals[0]!.values.at(-1)).toMatchObject({ value: 41.23, evidence: 'question', note: 'Buyers who return: Return in period 4 of 900' });
});

test('maturity is answered question by question, kept as it is given, and told by area', async ({ page }) => {
  const last = round('Q3', [{ q_0_1: 2, q_1_1: 2, q_2_1: 1, q_3_1: 2, q_4_1: 1, q_5_1: 2 }]);
  const state = await improving(page, { rounds: [round('Q4', []), last] });
  await page.goto('/journeys/maturity');
  await expect(page.getByText('Nobody has answered yet')).toBeVisible();
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await page.getByRole('radio', { name: 'By a plan. (Journey design 1)' }).check();
  await page.getByRole('radio', { name: 'As a rule. (Measurement 2)' }).check();
  await expect(page.getByText('2 of 12 answered')).toBeVisible();
  await expect.poll(() => state.rounds[0]!.mine).toEqual({ q_1_1: 4, q_2_2: 3 });
  await page.getByRole('button', { name: 'Show the result' }).last().click();
  const row = page.getByRole('table', { name: 'Result by area' }).getByRole('row', { name: /Journey design/ });
  await expect(row).toContainText('+2.0');
  await page.goBack();
  await expect(page.getByRole('radio', { name: 'By a plan. (Journey design 1)' })).toBeChecked();
});

const sheets = [{ q_0_1: 2, q_1_1: 4, q_2_1: 1, q_3_1: 2, q_4_1: 5, q_5_1: 2 }, { q_0_1: 4, q_1_1: 4, q_2_1: 3, q_3_1: 1, q_4_1: 3, q_5_1: 2 }];
const screens = [
  { name: 'the strategy', path: '/journeys/strategy', settled: saved },
  { name: 'a score goal', path: '/journeys/strategy?goal=goa_1', settled: saved },
  { name: 'the result of an assessment', path: '/journeys/maturity', settled: (page: Page) => expect(page.getByRole('table', { name: 'Result by area' })).toBeVisible() },
  { name: 'the questions of an assessment', path: '/journeys/maturity?answer=true', settled: (page: Page) => expect(page.getByText(/of 12 answered$/)).toBeVisible() },
];
for (const { name, path, settled } of screens) {
  test(`${name}: passes axe in every look`, async ({ page }) => {
    await improving(page, { goals: [goal()], strategy, rounds: [round('Q4', sheets), round('Q3', [sheets[0]!])] });
    await passesAxeInEveryLook(page, { open: () => page.goto(path), settled: () => settled(page) });
  });
}
