import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Every rule of axe on the page as it stands; the test goes on and fails in the end. */
export async function hasNoAxeViolations(page: Page): Promise<void> {
  // In the page itself, which has no frames, and without the long lists of what is in order: half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  expect.soft(said, new URL(page.url()).pathname).toEqual([]);
}
