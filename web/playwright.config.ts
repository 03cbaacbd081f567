import { defineConfig } from '@playwright/test';
import { chromiumFlags, chromiumPath } from './e2e/browser.mjs';

const port = 4179;

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  globalSetup: './e2e/real/global_setup.ts',
  projects: [
    { name: 'fixtures', testIgnore: 'real/**' },
    // Against the program itself, where WEND_PROGRAM names it.
    ...(process.env.WEND_PROGRAM ? [{ name: 'real', testMatch: 'real/*.spec.ts', timeout: 60_000 }] : []),
  ],
  reporter: 'line',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: chromiumPath, args: chromiumFlags },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
  },
});
