/**
 * Takes pictures of screens: 1440x900 and 390x844, light and dark.
 *   node e2e/look.mjs [--base URL] [--link URL] [--out DIR] [--full] [route …]
 * Without --base the built application (web/dist) is shown with the fixtures; with it a real
 * server, signed in by the one-time link.
 */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { chromiumFlags, chromiumPath } from './browser.mjs';
import { fakeApi } from './fixtures/fake_api.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string' },
    link: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'wend-look') },
    full: { type: 'boolean', default: false },
    wait: { type: 'string', default: '400' },
  },
});
const routes = positionals.length > 0 ? positionals : ['/', '/explore', '/customers', '/customers/c_0', '/data', '/settings'];
const sizes = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
];

const own = values.base ? null : await preview({ preview: { port: 4178, strictPort: true }, logLevel: 'error' });
const base = values.base ?? 'http://127.0.0.1:4178';
mkdirSync(values.out, { recursive: true });
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
let stored;
if (values.link) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(values.link);
  await page.waitForURL((url) => url.pathname !== '/link');
  stored = await context.storageState();
  await context.close();
}
for (const scheme of ['light', 'dark']) {
  for (const { name, width, height } of sizes) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, storageState: stored });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`${error.message}`));
    if (own) await fakeApi(page, { signedOut: routes.every((route) => route.startsWith('/signin')) });
    for (const route of routes) {
      await page.goto(base + route);
      await page.locator('h1').first().waitFor();
      // A server that pushes events never falls idle; the picture is taken all the same.
      await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
      await page.waitForTimeout(Number(values.wait));
      const file = `${route.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home'}-${name}-${scheme}.png`;
      await page.screenshot({ path: join(values.out, file.slice(-120)), fullPage: values.full });
      console.log(join(values.out, file));
    }
    await context.close();
  }
}
await browser.close();
await own?.close();
