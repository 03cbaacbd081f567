import { expect, test as base, type Page } from '@playwright/test';
import { anotherLink } from './server';

export interface Company {
  url: string;
  link: string;
  data: string;
}

interface Watch {
  /** Messages of the console that a test brings about on purpose. */
  expected: RegExp[];
}

export function company(): Company {
  const given = process.env.WEND_E2E_COMPANY;
  if (!given) throw new Error('The sample company is not running.');
  return JSON.parse(given) as Company;
}

export type SignedIn = Awaited<ReturnType<import('@playwright/test').BrowserContext['storageState']>>;

/**
 * Every page is watched: an error in the console or the page, or a request to any other host,
 * fails the test that made it.
 */
export const test = base.extend<{ watch: Watch }, { signedIn: SignedIn }>({
  watch: [
    async ({ context }, use) => {
      const watch: Watch = { expected: [] };
      const wrong: string[] = [];
      const hosts = new Set<string>();
      context.on('request', (request) => hosts.add(new URL(request.url()).hostname));
      context.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
      context.on('weberror', (error) => wrong.push(error.error().message));
      await use(watch);
      const unexpected = wrong.filter((text) => !watch.expected.some((pattern) => pattern.test(text)));
      expect.soft(unexpected, 'errors in the console').toEqual([]);
      const others = [...hosts].filter((host) => host !== '127.0.0.1' && host !== '');
      expect.soft(others, 'requests to other hosts').toEqual([]);
    },
    { auto: true },
  ],
  signedIn: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await signIn(page, company().data);
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: 'worker' },
  ],
});

export { expect };

/** Signs in with a link, and waits for it: leaving the page at once would break the request off. */
export async function signIn(page: Page, data: string): Promise<void> {
  await page.goto(anotherLink(data));
  await page.waitForURL(({ pathname }) => pathname !== '/link');
}

/** What a browser logs when somebody who is not signed in asks who they are. */
export const notSignedIn = /status of 401/;

/** Nothing on the page is still loading. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0, { timeout: 20_000 });
}

/** The number in a text such as "1,230 people". */
export function numberIn(text: string | null): number {
  return Number((/[\d,]+/.exec(text ?? '')?.[0] ?? '').replaceAll(',', ''));
}
