// A page of another origin in Chromium, with an SDK bundled into it.
import assert from 'node:assert/strict'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { shiftClock } from './shifted_clock.mjs'

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../pages/${name}.mjs`, import.meta.url))],
    bundle: true, write: false, format: 'iife', target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0].text
}

const html = (title) => `<!doctype html><html lang="en"><title>${title}</title><link rel="icon" href="data:,"><script src="/sdk.js"></script>
<button id="pay">Pay now</button><a href="/other">Elsewhere</a>`

// To be prepared before a suite: the bundle, the site that serves it, and the browser.
export async function openSite(place, name) {
  const script = await bundled(name)
  const site = http.createServer((request, response) => {
    const [type, body] = request.url === '/sdk.js' ? ['text/javascript', script] : ['text/html; charset=utf-8', html(request.url === '/other' ? 'Other' : 'Shop')]
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  await new Promise((done) => site.listen(0, '127.0.0.1', done))
  place.site = site
  place.origin = `http://127.0.0.1:${site.address().port}`
  place.chromium = await chromium.launch({ executablePath: process.env.WEND_CHROMIUM ?? '/usr/bin/chromium', args: flags })
}

export async function closeSite(place) {
  await place.chromium?.close()
  place.site?.closeAllConnections()
  await new Promise((done) => (place.site ? place.site.close(done) : done()))
}

// A fresh visitor on the page. What the page asks of any other host than the site and `allowed`
// fails the test.
export async function visit({ t, chromium: browser, origin }, allowed, { shiftMs = 0 } = {}) {
  const context = await browser.newContext()
  const requests = []
  context.on('request', (request) => requests.push(request))
  if (shiftMs) await context.addInitScript(`(${shiftClock})(window, ${shiftMs})`)
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`${origin}/`)
  t.after(() => context.close())
  return {
    context,
    page,
    requests,
    errors,
    // To be called at the end of the test.
    kept: () => {
      const hosts = new Set(requests.map((request) => new URL(request.url())).filter((url) => url.protocol.startsWith('http')).map((url) => url.origin))
      assert.deepEqual([...hosts].filter((host) => host !== origin && !allowed.includes(host)), [], 'requests to other hosts')
      assert.deepEqual(errors, [], 'errors in the page')
    },
  }
}

// Resolves when `done` says so about what a proxy has seen.
export async function until(done, what, limitMs = 30_000) {
  const began = Date.now()
  while (!(await done())) {
    assert.ok(Date.now() - began < limitMs, `${what} did not happen within ${limitMs} ms`)
    await new Promise((next) => setTimeout(next, 50))
  }
}
