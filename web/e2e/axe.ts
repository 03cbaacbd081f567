import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Every rule of axe on the page as it stands; the test goes on and fails in the end. */
export async function hasNoAxeViolations(page: Page, how = ''): Promise<void> {
  // What is still fading in has not yet the contrast that it is to have.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
  // In the page itself, which has no frames, and without the long lists of what is in order: half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  // Screens are checked in both schemes, and contrast is all that a scheme changes.
  if (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) {
    axe.withRules('color-contrast');
  }
  const { violations } = await axe.analyze();
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  expect.soft(said, `${new URL(page.url()).pathname} ${how}`).toEqual([]);
}

/** How screens are looked at: what the dark scheme changes, colours, does not depend on the width. */
const looks = [
  { name: 'light on a phone', scheme: 'light', size: { width: 390, height: 844 } },
  { name: 'light', scheme: 'light', size: { width: 1440, height: 900 } },
  { name: 'dark', scheme: 'dark', size: { width: 1440, height: 900 } },
] as const;

/** Where the pages are those of the fixtures, which are looked at on a phone already. */
export const wideLooks = [looks[1], looks[2]] as const;

export async function look(page: Page, { scheme, size }: (typeof looks)[number]): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  // Drawn anew, with what follows from the size and the scheme.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

interface Looked {
  /** Makes the screen as it is to be looked at, on a phone; it is loaded once, and changes as its window does. */
  open: () => Promise<unknown>;
  /** Waits, in each look, for what must be there. */
  settled?: () => Promise<void>;
}

/** No violation of axe and nothing wider than the window, in every look. */
export async function passesAxeInEveryLook(page: Page, { open, settled }: Looked): Promise<void> {
  await look(page, looks[0]);
  await open();
  for (const one of looks) {
    await look(page, one);
    await settled?.();
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(tooWide, `${new URL(page.url()).pathname}, ${one.name}: wider than the window`).toBeLessThanOrEqual(0);
    await hasNoAxeViolations(page, one.name);
  }
}

/** Nothing of the screen is still on its way. */
export async function loaded(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy=true], [aria-label=Loading]')).toHaveCount(0);
}
