/** How the tests and the screenshot script start Chromium. */
export const chromiumPath = process.env.WEND_CHROMIUM ?? '/usr/bin/chromium';

/** The same engine of the same version without the windows around it: half the work for a screen. */
export const shellPath = process.env.WEND_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
