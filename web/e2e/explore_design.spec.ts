import { expect as plainExpect, test, type Locator, type Page } from '@playwright/test';
import { answer } from './fixtures/answers.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const expect = plainExpect.configure({ timeout: 20_000 });

const told = (document: { kind: string }) => answer('POST', 'query', document);
const openDesign = async (page: Page, journey: unknown) => {
  await fakeApi(page, { overrides: { 'POST query': told } });
  await page.goto(`/explore?kind=conformance&journey=${JSON.stringify(journey)}`);
  await expect(step(page, 1)).toBeVisible();
};

const designed = (page: Page) => page.getByRole('list', { name: 'Designed steps' });
const step = (page: Page, at: number) => designed(page).getByRole('button', { name: new RegExp(`^Designed step ${at}: `) });
const part = (page: Page, at: number, of: number) => designed(page).getByRole('button', { name: new RegExp(`^Designed step ${at}, part ${of}: `) });
/** The place between a step and the one before it. */
const before = (page: Page, at: number) => designed(page).locator(':scope > li').nth(at - 1).locator(':scope > span').first();
const journeyOf = (page: Page): unknown => JSON.parse(new URL(page.url()).searchParams.get('journey') ?? 'null');

/** As a hand does it: pressed, moved in little steps, let go. */
async function drag(page: Page, what: Locator, to: Locator, along = 0.5) {
  const [from, onto] = [await what.boundingBox(), await to.boundingBox()];
  if (!from || !onto) throw new Error('Nothing to drag, or nowhere to drag it.');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 6, from.y + from.height / 2 + 3, { steps: 3 });
  await page.mouse.move(onto.x + onto.width * along, onto.y + onto.height / 2, { steps: 12 });
  await page.mouse.up();
}

async function stands(page: Page, journey: unknown) {
  await expect.poll(() => journeyOf(page)).toEqual(journey);
  await expect(designed(page).locator('[class*=dragged]')).toHaveCount(0);
}

test('drags a step before another, to the end and to the beginning, and keeps the order', async ({ page }) => {
  await openDesign(page, ['Cart', 'Shipping', 'Payment', 'Order placed']);
  await drag(page, step(page, 3), before(page, 2));
  await stands(page, ['Cart', 'Payment', 'Shipping', 'Order placed']);
  await drag(page, step(page, 1), designed(page).getByRole('button', { name: 'Add a step' }));
  await stands(page, ['Payment', 'Shipping', 'Order placed', 'Cart']);
  await drag(page, step(page, 3), before(page, 1));
  await stands(page, ['Order placed', 'Payment', 'Shipping', 'Cart']);
  await page.reload();
  await expect(step(page, 1)).toHaveText('Order placed');
  await expect(step(page, 4)).toHaveText('Cart');
  await page.goBack();
  await expect(step(page, 1)).toHaveText('Payment');
});

test('asks the server for the order that was dragged', async ({ page }) => {
  const asked: unknown[] = [];
  await fakeApi(page, {
    overrides: {
      'POST query': (document: { kind: string; journey?: unknown }) => {
        if (document.kind === 'conformance') asked.push(document.journey);
        return told(document);
      },
    },
  });
  await page.goto('/explore?kind=conformance&journey=["Cart","Shipping","Payment"]');
  await drag(page, step(page, 3), before(page, 1));
  await expect.poll(() => asked.at(-1)).toEqual(['Payment', 'Cart', 'Shipping']);
});

test('a step that is let go where it was, or nowhere, stays', async ({ page }) => {
  await openDesign(page, ['Cart', 'Shipping', 'Payment']);
  await drag(page, step(page, 2), step(page, 2), 0.2);
  await drag(page, step(page, 2), before(page, 2));
  await drag(page, step(page, 2), page.getByRole('heading', { level: 1 }));
  await stands(page, ['Cart', 'Shipping', 'Payment']);
  await expect(step(page, 2)).toHaveText('Shipping');
  // A drag is no click: no picker has opened.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await step(page, 2).click();
  await expect(page.getByRole('dialog', { name: 'Designed step 2' })).toBeVisible();
});

test('drags a step onto another, into a group and out of it', async ({ page }) => {
  await openDesign(page, ['Cart', 'Shipping', 'Payment', 'Order placed']);
  await drag(page, step(page, 3), step(page, 2));
  await stands(page, ['Cart', { any_order: ['Shipping', 'Payment'] }, 'Order placed']);
  await drag(page, step(page, 3), part(page, 2, 1));
  await stands(page, ['Cart', { any_order: ['Shipping', 'Payment', 'Order placed'] }]);
  await drag(page, part(page, 2, 2), before(page, 1));
  await stands(page, ['Payment', 'Cart', { any_order: ['Shipping', 'Order placed'] }]);
  // The group as a whole is taken by its edge.
  await drag(page, designed(page).getByRole('button', { name: /^In any order, step 3: / }), before(page, 1));
  await stands(page, [{ any_order: ['Shipping', 'Order placed'] }, 'Payment', 'Cart']);
  await drag(page, part(page, 1, 2), part(page, 1, 1));
  await stands(page, [{ any_order: ['Shipping', 'Order placed'] }, 'Payment', 'Cart']);
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test('a step is moved by what its word offers', async ({ page }) => {
    await openDesign(page, ['Cart', 'Shipping', 'Payment']);
    await step(page, 3).tap();
    await page.getByRole('dialog').getByRole('button', { name: 'Earlier' }).tap();
    await stands(page, ['Cart', 'Payment', 'Shipping']);
    await step(page, 1).tap();
    await page.getByRole('dialog').getByRole('button', { name: 'Later' }).tap();
    await stands(page, ['Payment', 'Cart', 'Shipping']);
  });
});
test('the keys go on with the step they have moved', async ({ page }) => {
  await openDesign(page, ['Cart', 'Shipping', 'Payment', 'Order placed']);
  await step(page, 1).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(step(page, 2)).toBeFocused();
  await page.keyboard.press('Alt+ArrowRight');
  await stands(page, ['Shipping', 'Payment', 'Cart', 'Order placed']);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(part(page, 2, 2)).toBeFocused();
  await page.keyboard.press('Alt+ArrowLeft');
  await stands(page, ['Shipping', 'Cart', 'Payment', 'Order placed']);
  await expect(step(page, 2)).toBeFocused();
  await page.keyboard.press('Alt+ArrowLeft');
  await stands(page, ['Cart', 'Shipping', 'Payment', 'Order placed']);
});

