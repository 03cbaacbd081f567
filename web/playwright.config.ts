import { defineConfig } from '@playwright/test';
import { chromiumFlags, chromiumPath, shellPath } from './e2e/browser.mjs';

// A port of its own for every run, so that two may go on side by side; workers read the same one.
const firstPort = 21_000;
const ports = 5_000;
process.env.WEND_E2E_PORT ??= String(firstPort + (process.pid % ports));
const tracker = 'real/tracker_*.spec.ts';
const port = Number(process.env.WEND_E2E_PORT);

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  // Generous, as tests run beside builds: what is slow is not what they look for.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  globalSetup: './e2e/real/global_setup.ts',
  projects: [
    { name: 'fixtures', testIgnore: 'real/**' },
    // Against the program itself, where WEND_PROGRAM names it.
    ...(process.env.WEND_PROGRAM
      ? [
          { name: 'real', testMatch: 'real/*.spec.ts', testIgnore: tracker },
          // How a page ends, what a tab still sends and when it is seen is up to the whole browser.
          { name: 'tracker', testMatch: tracker, use: { launchOptions: { executablePath: chromiumPath, args: chromiumFlags } } },
        ]
      : []),
  ],
  reporter: 'line',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: shellPath, args: chromiumFlags },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
  },
});
