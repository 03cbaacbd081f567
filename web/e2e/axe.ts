import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Every rule of axe on the page as it stands; the test goes on and fails in the end. */
export async function hasNoAxeViolations(page: Page): Promise<void> {
  // In the page itself, which has no frames, and without the long lists of what is in order: half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  // Screens are checked in both schemes, and contrast is all that a scheme changes.
  if (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) {
    axe.withRules('color-contrast');
  }
  const { violations } = await axe.analyze();
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  expect.soft(said, new URL(page.url()).pathname).toEqual([]);
}

/** How screens are looked at: what the dark scheme changes, colours, does not depend on the width. */
export const looks = [
  { name: 'light', scheme: 'light', size: { width: 1440, height: 900 } },
  { name: 'light on a phone', scheme: 'light', size: { width: 390, height: 844 } },
  { name: 'dark', scheme: 'dark', size: { width: 1440, height: 900 } },
] as const;

export async function look(page: Page, { scheme, size }: (typeof looks)[number]): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
}
