import { expect as plainExpect, test, type Page } from '@playwright/test';
import { passesAxeInEveryLook } from './axe';
import { answer } from './fixtures/answers.mjs';
import { exploreAnswer } from './fixtures/explore_answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const expect = plainExpect.configure({ timeout: 20_000 });
test.setTimeout(120_000);

const checkout = '/explore?kind=paths&start=event:Checkout+started&steps=4';

const told = (document: { kind: string }) => ({
  ...answer('POST', 'query', document),
  ...(document.kind === 'journey' ? { result: exploreAnswer(document)?.result } : {}),
});
const openApi = (page: Page) => fakeApi(page, { overrides: { 'POST query': told } });

const word = (page: Page, label: string) => page.getByRole('button', { name: new RegExp(`^${label}: `) });
const ribbon = (page: Page) => page.getByRole('button', { name: /^Shipping → Cart: [\d,]+ people/ }).first();
const people = (page: Page) => aside(page).getByRole('list').first().getByRole('listitem');
const aside = (page: Page) => page.getByRole('complementary', { name: 'Selection' });

test('asks what happens next from a ribbon, about its people, and back returns', async ({ page }) => {
  await openApi(page);
  await page.goto(checkout);
  await ribbon(page).click();
  const menu = page.getByRole('menu', { name: 'Ask on from Shipping → Cart' });
  await expect(menu).toContainText('Shipping, then Cart');
  await expect(page).toHaveURL(/selected=link/);
  await menu.getByRole('menuitem', { name: 'What happens next' }).click();
  await expect(word(page, 'Start event')).toHaveText('Cart');
  await expect(word(page, 'Who')).toHaveText('Shipping, then Cart');
  await page.goBack();
  await expect(word(page, 'Start event')).toHaveText('Checkout started');
  await expect(aside(page)).toContainText('Shipping → Cart');
  await page.goBack();
  await expect(aside(page)).toBeHidden();
  await expect(page).not.toHaveURL(/selected/);
});

test('shows the people of a selection beside the picture, and all of them in the panel', async ({ page }) => {
  await openApi(page);
  await page.goto(checkout);
  await ribbon(page).click();
  await page.keyboard.press('Escape');
  await expect(ribbon(page)).toBeFocused();
  await expect(people(page)).toHaveCount(5);
  await aside(page).getByRole('button', { name: 'All 60 people' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(60);
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(aside(page)).toContainText('60 people');
  await aside(page).getByRole('button', { name: 'Close the selection' }).click();
  await expect(aside(page)).toBeHidden();
});

test('keeps the last column in sight beside a selection, and says where there is more', async ({ page }) => {
  await openApi(page);
  const room = () =>
    page.locator('svg[data-picture]').first().evaluate((svg) => {
      const box = svg.parentElement as HTMLElement;
      const ends = [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect().right);
      return { hidden: box.scrollWidth - box.clientWidth, cut: Math.max(...ends) - box.getBoundingClientRect().right };
    });
  for (const width of [1440, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/explore?kind=paths&start=event:Checkout+started&steps=5');
    await page.locator('svg[data-picture] path[role=button]').first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(aside(page)).toBeVisible();
    await expect.poll(async () => (await room()).hidden, `${width}`).toBe(0);
    expect((await room()).cut, `${width}`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => (await room()).hidden).toBeGreaterThan(100);
  // The shade lies at the edges of the room, its cover at the ends of the way.
  await expect(page.locator('svg[data-picture]').first().locator('..')).toHaveCSS('background-attachment', 'local, local, scroll, scroll');
});

test('makes a funnel, a time and a segment of a ribbon', async ({ page }) => {
  await openApi(page);
  await page.goto(checkout);
  const ask = async (item: string) => {
    await ribbon(page).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await ask('Funnel of this path');
  await expect(page.getByRole('list', { name: 'Steps' })).toContainText('Checkout started→Shipping→Cart');
  await page.goBack();
  await ask('Time between these two');
  await expect(word(page, 'From')).toHaveText('Shipping');
  await expect(word(page, 'To')).toHaveText('Cart');
  await page.goBack();
  await ask('Make a segment');
  await expect(page).toHaveURL(/customers\/segments\/new/);
  await expect(page.getByRole('textbox', { name: /name/i }).first()).toHaveValue('Shipping → Cart');
});

test('asks on from each kind of picture by keyboard', async ({ page }) => {
  await openApi(page);
  const marks: [string, RegExp, string][] = [
    ['/explore?kind=process', /^Cart: [\d,]+ events/, 'Ask on from Cart'],
    ['/explore?kind=funnel&steps=["event:Cart","event:Payment"]', /^Lost before /, 'Ask on from lost after Cart'],
    ['/explore?kind=time-between&from=event:Cart&to=event:Payment', /^10 min to 30 min: /, 'Ask on from 10 min – 30 min'],
  ];
  for (const [address, name, title] of marks) {
    await page.goto(address);
    const mark = page.getByRole('button', { name }).first();
    await mark.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu', { name: title })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(mark).toBeFocused();
    await expect(aside(page)).toBeVisible();
  }
});

test('a link to a mark that is not there any more shows the picture without it', async ({ page }) => {
  await openApi(page);
  await page.goto(`${checkout}&selected=link:nowhere`);
  await expect(ribbon(page)).toBeVisible();
  await expect(aside(page)).toBeHidden();
});

test('passes axe in every look, with a selection and its menu', async ({ page }) => {
  await openApi(page);
  await passesAxeInEveryLook(page, {
    open: async () => {
      await page.goto(checkout);
      await ribbon(page).focus();
      await page.keyboard.press('Enter');
    },
    settled: async () => {
      await expect(people(page)).toHaveCount(5);
    },
  });
});
