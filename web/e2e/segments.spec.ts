import { expect, test, type Page } from '@playwright/test';
import { hasNoAxeViolations, loaded, passesAxeInEveryLook } from './axe';
import { fakeApi } from './fixtures/fake_api.mjs';
import { hundredSegments, segmentAnswer, segments } from './fixtures/segments.mjs';

const page1 = '/customers/segments/seg_leaving';
const rule = (page: Page) => page.getByRole('group', { name: 'The rule' });
const json = async (page: Page) => JSON.parse(await page.getByLabel('The rule as JSON').inputValue()) as unknown;
const showJson = (page: Page) => page.getByRole('button', { name: 'Show and edit' }).click();

test.describe('the list of segments', () => {
  test('finds, orders and opens', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers');
    await page.getByText('Segments', { exact: true }).click();
    await expect(page.getByText('5 segments, of 48,210 customers')).toBeVisible();
    await expect(page.getByText('cannot be counted')).toBeVisible();
    await page.getByRole('button', { name: 'Size' }).click();
    await expect(page.getByRole('row').nth(1)).toContainText('Order over 100');
    await page.keyboard.press('/');
    await page.keyboard.type('staff');
    await expect(page.getByText('1 segment found')).toBeVisible();
    await expect(page).toHaveURL(/q=staff/);
    await page.getByRole('row').nth(1).press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Staff');
  });

  test('starts with rules that fit the events where there is none', async ({ page }) => {
    await fakeApi(page, { overrides: { 'GET segments': { items: [], next_cursor: null, customers: 10 } } });
    await page.goto('/customers/segments');
    await expect(page.getByText('There are no segments yet')).toBeVisible();
    await page.getByRole('link', { name: 'Order placed in the last 30 days' }).click();
    await expect(page.getByLabel('Name')).toHaveValue('Order placed in the last 30 days');
    await expect(rule(page)).toContainText('Order placed');
    await expect(rule(page)).toContainText('in the last 30 days');
  });

  test('shows a hundred, and says when it cannot', async ({ page }) => {
    await fakeApi(page, { overrides: { 'GET segments': { items: hundredSegments, next_cursor: null, customers: 48210 } } });
    await page.goto('/customers/segments');
    await expect(page.getByText('100 segments, of 48,210 customers')).toBeVisible();
    await expect(page.getByRole('row')).toHaveCount(101);
  });

  test('passes axe', async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto('/customers/segments'), settled: () => loaded(page) });
  });
});

test.describe('the builder', () => {
  test('writes what is said, and undoes it', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/segments/new');
    await showJson(page);
    await page.getByRole('button', { name: 'Add: change' }).click();
    await page.getByText('did something', { exact: true }).click();
    await page.getByRole('option', { name: /Order placed/ }).click();
    await page.keyboard.press('Escape');
    expect(await json(page)).toEqual({ did: { event: 'Order placed' }, at_least: 1, within: '30d' });

    await rule(page).getByRole('button', { name: /^how often/ }).click();
    await page.getByLabel('Times').fill('2');
    await page.keyboard.press('Escape');
    await rule(page).getByRole('button', { name: /^when/ }).click();
    await page.getByRole('button', { name: '60 days' }).click();
    await page.keyboard.press('Escape');
    expect(await json(page)).toEqual({ did: { event: 'Order placed' }, at_least: 2, within: '60d' });

    await rule(page).getByRole('button', { name: 'Add a filter: change' }).click();
    await page.getByRole('option', { name: /platform/ }).click();
    await page.getByRole('combobox', { name: 'Value' }).fill('ios');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await json(page)).toEqual({
      did: { all: [{ event: 'Order placed' }, { property: 'platform', op: 'is', value: 'ios' }] },
      at_least: 2,
      within: '60d',
    });
    await rule(page).getByRole('button', { name: 'did or did not: did' }).click();
    expect(await json(page)).toMatchObject({ not: { at_least: 2 } });
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('Control+z');
    expect(await json(page)).toMatchObject({ at_least: 2 });
    await page.keyboard.press('Control+y');
    expect(await json(page)).toMatchObject({ not: { at_least: 2 } });
  });

  test('moves, copies and removes by key and by hand', async ({ page }) => {
    await fakeApi(page);
    await page.goto(page1);
    await showJson(page);
    const handles = rule(page).locator('[data-handle]');
    await expect(handles).toHaveCount(4);
    await handles.nth(2).focus();
    await page.keyboard.press('Alt+ArrowUp');
    expect(await json(page)).toMatchObject({ all: [{}, { trait: 'city' }, { at_most: 0 }, {}] });
    // Whoever moves it by key goes on from there.
    await expect(handles.nth(1)).toBeFocused();
    await page.keyboard.press('Delete');
    await expect(handles).toHaveCount(3);
    await handles.nth(0).click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await expect(handles).toHaveCount(4);
    await handles.nth(3).dragTo(rule(page).getByRole('listitem').first(), { targetPosition: { x: 200, y: 4 } });
    expect(await json(page)).toMatchObject({ all: [{ not: { segment: 'seg_staff' } }, {}, {}, {}] });
    await handles.nth(0).click();
    await page.getByRole('menuitem', { name: 'Put in a group' }).click();
    expect(await json(page)).toMatchObject({ all: [{ any: [{ not: { segment: 'seg_staff' } }] }, {}, {}, {}] });
  });

  test('follows the JSON and never loses what it cannot draw', async ({ page }) => {
    await fakeApi(page);
    await page.goto(page1);
    await showJson(page);
    const field = page.getByLabel('The rule as JSON');
    await field.fill('{"all": [{"trait": "plan", "op": "is", "value": "Plus"}, {"not": {"not": {"event": "Cart"}}}]}');
    await expect(rule(page)).toContainText('plan is Plus');
    await expect(rule(page).getByLabel('Condition as JSON')).toBeVisible();
    await field.fill('{"all": [');
    await expect(page.getByText(/Line 1 is not JSON/)).toBeVisible();
    await expect(rule(page)).toContainText('plan is Plus');
    await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  test('marks the condition that the server finds wrong, until it is mended', async ({ page }) => {
    await fakeApi(page, {
      overrides: {
        'POST segments/preview': (body: { rule: unknown }) =>
          JSON.stringify(body.rule).includes('"wrongly"')
            ? {
                raw: {
                  status: 422,
                  contentType: 'application/problem+json',
                  body: JSON.stringify({
                    title: 'The rule is wrong', status: 422, code: 'invalid_input', detail: 'A plan is not compared so.', field: 'rule.all[1].op', hint: 'Use "is".',
                  }),
                },
              }
            : segmentAnswer('POST', 'segments/preview', body, new URLSearchParams()),
      },
    });
    await page.goto(page1);
    await showJson(page);
    const field = page.getByLabel('The rule as JSON');
    await field.fill('{"all": [{"trait": "city", "op": "is", "value": "Ulm"}, {"trait": "plan", "op": "is", "value": "wrongly"}]}');
    const alert = rule(page).getByRole('alert');
    await expect(alert).toHaveText('A plan is not compared so. Use "is".');
    await expect(rule(page).getByRole('listitem').filter({ has: page.getByRole('alert') })).toContainText('plan');
    await expect(page.getByText('Counted as soon as the marked condition is mended.')).toBeVisible();
    await hasNoAxeViolations(page);
    await field.fill('{"all": [{"trait": "city", "op": "is", "value": "Ulm"}, {"trait": "plan", "op": "is", "value": "Plus"}]}');
    await expect(alert).toHaveCount(0);
  });

  test('shows both versions when somebody else saved, and keeps mine by undo', async ({ page }) => {
    const theirs = { ...segments[0], name: 'Theirs', version: 9 };
    await fakeApi(page, {
      overrides: {
        'PUT segments/seg_leaving': {
          raw: {
            status: 409,
            contentType: 'application/problem+json',
            body: JSON.stringify({ title: 'Conflict', status: 409, code: 'conflict', detail: 'Somebody changed this segment meanwhile.', theirs }),
          },
        },
      },
    });
    await page.goto(page1);
    await page.getByLabel('Name').fill('Mine');
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Mine', { exact: true })).toBeVisible();
    await expect(dialog.getByText('Theirs', { exact: true })).toBeVisible();
    await dialog.getByRole('button', { name: 'Take theirs' }).click();
    await expect(page.getByLabel('Name')).toHaveValue('Theirs');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByLabel('Name')).toHaveValue('Mine');
  });

  test('asks before what is not saved is left', async ({ page }) => {
    await fakeApi(page);
    await page.goto(page1);
    await page.getByLabel('Name').fill('Changed');
    await page.getByRole('link', { name: 'Explore' }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await expect(page.getByLabel('Name')).toHaveValue('Changed');
    await page.getByRole('link', { name: 'Explore' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await expect(page).toHaveURL(/explore/);
  });

  test('names what a segment is part of before it is removed', async ({ page }) => {
    await fakeApi(page);
    await page.goto('/customers/segments/seg_staff');
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const dialog = page.getByRole('dialog', { name: /made of this one/ });
    await expect(dialog.getByRole('link', { name: 'About to leave' })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Remove' })).toHaveCount(0);
  });

  test('passes axe, open and closed', async ({ page }) => {
    await fakeApi(page);
    await passesAxeInEveryLook(page, { open: () => page.goto('/customers/segments/seg_big'), settled: () => loaded(page) });
    await showJson(page);
    await hasNoAxeViolations(page, 'JSON');
    await rule(page).getByRole('button', { name: /^when/ }).first().click();
    await hasNoAxeViolations(page, 'when');
  });
});

test.describe('beside the rule', () => {
  test('lists who entered and left, page by page and apart', async ({ page }) => {
    await fakeApi(page);
    await page.goto(`${page1}?tab=moves`);
    const table = page.getByRole('table', { name: 'Entered and left' });
    await expect(table.getByText('entered', { exact: true }).first()).toBeVisible();
    await expect(table.getByText('left', { exact: true }).first()).toBeVisible();
    await page.getByText('Left', { exact: true }).click();
    await expect(page).toHaveURL(/moves=left/);
    await expect(table.getByText('entered', { exact: true })).toHaveCount(0);
    await hasNoAxeViolations(page, 'moves');
  });

  test('lists members page by page, and opens one', async ({ page }) => {
    await fakeApi(page);
    await page.goto(`${page1}?tab=members`);
    await expect(page.getByText('50 of 1,204 shown')).toBeVisible();
    await page.getByRole('region', { name: 'Content' }).evaluate((element) => element.scrollTo(0, element.scrollHeight));
    // As many pages as the end of the list stays in sight for.
    await expect(page.getByText(/^(100|150|200) of 1,204 shown$/)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', '/api/v1/segments/seg_leaving/export');
    await page.getByRole('row', { name: /Maren/ }).first().click();
    await expect(page).toHaveURL(/customers\/c_0/);
    await expect(page.getByRole('link', { name: 'About to leave' })).toBeVisible();
  });

  test('shows who comes and goes as it happens', async ({ page }) => {
    await fakeApi(page);
    await page.goto(page1);
    await expect(page.getByText('Whoever enters or leaves from now on')).toBeVisible();
    await page.evaluate(() => {
      const [source] = (window as unknown as { liveSources: { say: (name: string, data: unknown) => void }[] }).liveSources.slice(-1);
      source?.say('entered', { segment: 'seg_leaving', customer: 'c_0', at: new Date().toISOString(), cause: 'event' });
    });
    await expect(page.getByRole('list', { name: 'Entered and left' }).getByText('Maren Köhler')).toBeVisible();
  });

  test('draws the overlap, and lists who is behind a bar', async ({ page }) => {
    await fakeApi(page);
    await page.goto(`${page1}?tab=overlap`);
    await page.getByLabel('Compare with').first().click();
    await page.getByRole('option', { name: 'Staff' }).click();
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(/with=/);
    const asked = page.waitForRequest((request) => request.url().endsWith('/query') && request.postData()?.includes('people') === true);
    await page.getByRole('button', { name: /^About to leave and Staff: / }).click();
    expect((await asked).postDataJSON()).toMatchObject({ who: { all: [{ segment: 'seg_leaving' }, { segment: 'seg_staff' }] } });
    await page.keyboard.press('Escape');
    await hasNoAxeViolations(page, 'overlap');
  });
});
