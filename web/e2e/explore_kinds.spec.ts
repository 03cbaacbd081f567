import { readFileSync } from 'node:fs';
import { expect as plainExpect, test, type Page } from '@playwright/test';
import { passesAxeInEveryLook } from './axe';
import { answer } from './fixtures/answers.mjs';
import { exploreAnswer } from './fixtures/explore_answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const expect = plainExpect.configure({ timeout: 20_000 });
test.setTimeout(180_000);

const told = (document: { kind: string }) => ({
  ...answer('POST', 'query', document),
  ...(document.kind === 'journey' ? { result: exploreAnswer(document)?.result } : {}),
});
const openApi = (page: Page, overrides: Record<string, unknown> = {}) => fakeApi(page, { overrides: { 'POST query': told, ...overrides } });

const word = (page: Page, label: string) => page.getByRole('button', { name: new RegExp(`^${label}: `) });
const picture = (page: Page) => page.locator('svg[data-picture]').first();
const kinds = ['retention', 'lifecycle', 'stickiness', 'trend', 'sessions', 'transitions', 'drivers', 'attribution', 'pattern', 'conformance', 'next'];

test('has the later kinds in tabs, related ones together, with a first question of their own', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore');
  await page.getByRole('radiogroup', { name: 'Kind of question' }).getByText('Retention', { exact: true }).click();
  await expect(word(page, 'Start')).toHaveText('Ad clicked');
  await expect(picture(page)).toBeVisible();
  await page.getByRole('group', { name: 'Kinds of retention' }).getByRole('button', { name: 'Lifecycle' }).click();
  await expect(page).toHaveURL(/kind=lifecycle/);
  await expect(page.getByRole('button', { name: /, fell silent: / }).first()).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Kind of question' }).getByText('Drivers', { exact: true }).click();
  await expect(word(page, 'Outcome')).toHaveText('Order placed');
  await page.goBack();
  await expect(page).toHaveURL(/kind=lifecycle/);
});

test('leaves out what the server does not know', async ({ page }) => {
  await openApi(page, { 'GET query/schema': { oneOf: [{ $ref: '#/$defs/paths' }, { $ref: '#/$defs/trend' }] } });
  await page.goto('/explore?kind=paths&start=event:Cart');
  const tabs = page.getByRole('radiogroup', { name: 'Kind of question' });
  await expect(tabs.getByText('Trend', { exact: true })).toBeVisible();
  await expect(tabs.getByText('Pattern', { exact: true })).toBeHidden();
  await expect(page.getByRole('group', { name: 'Kinds of trend' })).toBeHidden();
});

test('selects a cell of the heat map, a driver and a transition', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=retention&start=event:Cart&bucket=week');
  await page.getByRole('button', { name: /^8 Mar, Week 2: / }).focus();
  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu');
  await expect(menu).toContainText('No rule describes these people');
  await expect(menu.getByRole('menuitem')).toHaveText(['Who are they']);
  await page.goto('/explore?kind=drivers&outcome=event:Order+placed');
  await page.getByRole('button', { name: /^Of those with “Support chat”/ }).click();
  await page.getByRole('menuitem', { name: 'Make a segment' }).click();
  await expect(page).toHaveURL(/customers\/segments\/new/);
  await page.goto('/explore?kind=transitions');
  await page.getByRole('button', { name: /^web → e-mail: / }).click();
  await page.getByRole('menuitem', { name: 'Time between these two' }).click();
  await expect(word(page, 'From')).toHaveText('on web');
});

test('completes names in a pattern and shows what is wrong at its place', async ({ page }) => {
  const wrong = (document: { kind: string; pattern?: string }) =>
    document.kind === 'pattern' && document.pattern?.includes('(')
      ? {
          raw: {
            status: 422,
            contentType: 'application/problem+json',
            body: JSON.stringify({ title: 'The question is wrong', status: 422, code: 'invalid_input', detail: 'At character 8 a “)” was expected.', field: 'pattern', hint: 'Close the bracket.' }),
          },
        }
      : told(document);
  await openApi(page, { 'POST query': wrong });
  await page.goto('/explore?kind=pattern&pattern=any');
  const field = page.getByRole('combobox', { name: 'Pattern' });
  await field.fill('"pay');
  await expect(page.getByRole('option', { name: /^Payment error/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('"Payment error" ');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/pattern=.*Payment/);
  await expect(page.getByText('right before')).toBeVisible();
  await field.fill('( any any');
  await page.keyboard.press('Enter');
  await expect(page.locator('p[role=alert]')).toContainText('At character 8');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
});

test('adds a measure and a formula to a trend', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=trend&measures=[{"match":"event:Cart"}]&bands=true');
  await expect(page.getByRole('table', { name: 'Out of the ordinary' })).toContainText('Cart');
  await page.getByRole('button', { name: 'Add a measure' }).click();
  await word(page, 'Formula').click();
  await page.getByRole('textbox', { name: 'Formula' }).fill('A / B');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/formula=A/);
  await expect(page.getByRole('heading', { name: /^Formulas/ })).toBeVisible();
});

test('compares with everyone else, with differences, and back to nobody', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=funnel&steps=["event:Cart","event:Payment"]&who={"property":"platform","value":"ios"}');
  await word(page, 'Compared with').click();
  await page.getByRole('option', { name: /everyone else/ }).click();
  await expect(page).toHaveURL(/versus=rest/);
  await expect(page.getByRole('img', { name: /^Differences in points: .*Payment/ })).toBeVisible();
  const apart = page.getByRole('table', { name: 'Means and times apart' });
  await expect(apart.getByRole('row', { name: /^Payment, median time from the first step/ })).toContainText('+2 h');
  await expect(apart).not.toContainText('from_first');
  await expect(page.getByRole('region', { name: 'Everyone else' }).locator('svg[data-picture]')).toBeVisible();
  await page.getByRole('region', { name: 'Everyone else' }).getByRole('button', { name: /^event:Cart: |^Cart: / }).first().click();
  await page.getByRole('menuitem', { name: 'Who are they' }).click();
  await expect(page.getByRole('dialog').getByText('60 people')).toBeVisible();
  await page.goBack();
  await page.goBack();
  await word(page, 'Compared with').click();
  await page.getByRole('option', { name: 'nobody' }).click();
  await expect(page.getByRole('region', { name: 'Everyone else' })).toBeHidden();
});

test('exports the table and the picture of a new kind', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=retention&start=event:Cart&bucket=week');
  await expect(picture(page)).toBeVisible();
  const exported = async (item: string) => {
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    return readFileSync(await (await download).path());
  };
  expect((await exported('Table (CSV)')).toString()).toMatch(/^cohort,size,from,to,share,share_of,share_count,share_low,share_high,people,/);
  expect((await exported('Picture (SVG)')).toString()).toContain('Week 0');
  expect((await exported('Picture (PNG)')).length).toBeGreaterThan(20_000);
});

test('holds journeys against a way of the process map, and against one that is written', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=process&by=touchpoint&hide=event:Ad+clicked');
  await page.getByRole('list', { name: 'Variants' }).getByRole('button', { name: /^Show on the map: / }).first().click();
  const steps = await page.locator('li[data-chosen] span[title]').allInnerTexts();
  await page.getByRole('button', { name: 'Hold all journeys against this one' }).click();
  await expect(page).toHaveURL(/kind=conformance&journey=.*by=touchpoint&hide=/);
  const designed = page.getByRole('list', { name: 'Designed steps' });
  for (const step of steps) await expect(designed).toContainText(step);
  await expect(page.getByText('228 of 900')).toBeVisible();
  await designed.getByRole('button', { name: /^Designed step 1: / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'may be missing' }).click();
  await expect(page).toHaveURL(/optional/);
  await page.getByRole('dialog').getByRole('button', { name: 'may be missing' }).click();
  await expect(page).not.toHaveURL(/optional/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /was left out in/ }).click();
  await page.getByRole('menuitem', { name: 'Who are they' }).click();
  await expect(page).toHaveURL(/people=deviation%3A0|people=deviation:0/);
});

test('steps of a design are put into any order by keys and by words', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=conformance&journey=["Cart","Shipping","Payment"]');
  const designed = page.getByRole('list', { name: 'Designed steps' });
  await designed.getByRole('button', { name: /^Designed step 2: / }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(designed.getByRole('group', { name: 'Cart and Shipping in any order' })).toBeVisible();
  await expect(page).toHaveURL(/any_order/);
  await designed.getByRole('button', { name: /^Designed step 2: Payment/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'In any order with Cart and Shipping in any order' }).click();
  await expect(designed.getByRole('group', { name: 'Cart and Shipping and Payment in any order' })).toBeVisible();
  await designed.getByRole('button', { name: /^Designed step 1, part 2: Shipping/ }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(designed.getByRole('group', { name: 'Cart and Payment in any order' })).toBeVisible();
  await designed.getByRole('button', { name: /^In any order, step 1: / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'One after another' }).click();
  await expect(page).not.toHaveURL(/any_order/);
  await page.goBack();
  await expect(page).toHaveURL(/any_order/);
});

test('asks from a mark for the very next event, and on from there', async ({ page }) => {
  await openApi(page);
  await page.goto('/explore?kind=transitions&by=event');
  await page.locator('svg[data-picture] [role=button]').first().click();
  await page.getByRole('menuitem', { name: 'The very next, and how soon' }).click();
  await expect(page).toHaveURL(/kind=next&from=event/);
  await expect(page.getByRole('group', { name: 'Kinds of paths' }).getByRole('button', { name: 'Next' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: /^Support chat: / }).click();
  await page.getByRole('menuitem', { name: 'Funnel of this path' }).click();
  await expect(page).toHaveURL(/kind=funnel/);
});

test('says on the picture of every kind how it is counted', async ({ page }) => {
  await openApi(page);
  for (const kind of ['paths', 'process', 'funnel', 'time-between', ...kinds]) {
    await page.goto(`/explore?kind=${kind}`);
    await page.getByRole('button', { name: /^How is this counted: / }).first().click();
    await expect(page.getByRole('dialog', { name: /^How is this counted/ }), kind).toContainText(/[a-z].{80}/);
  }
  await page.getByRole('button', { name: 'The whole definition' }).click();
  const whole = page.getByRole('dialog', { name: /: the whole definition/ });
  await expect(whole).toContainText("stands behind it in the store's order");
  await expect(whole).toContainText('from_count');
});

for (const kind of kinds) {
  test(`passes axe in every look: ${kind}`, async ({ page }) => {
    await openApi(page);
    await passesAxeInEveryLook(page, {
      open: () => page.goto(`/explore?kind=${kind}`),
      settled: () => expect(picture(page)).toBeVisible(),
    });
  });
}
