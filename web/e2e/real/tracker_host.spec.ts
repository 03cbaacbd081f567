import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { anonymousId, arrived, expect, flushed, named, one, test, wend } from './tracker_test';
import { snippet } from '../../src/features/data/snippet';

const bytesMax = 6_000;

async function fetched(url: string, headers: Record<string, string> = {}): Promise<{ response: IncomingMessage; body: Buffer }> {
  const response = await new Promise<IncomingMessage>((done) => get(url, { headers }, done));
  return { response, body: Buffer.concat((await response.toArray()) as Buffer[]) };
}

test('is one small script for pages of every origin, and the same by its hash', async ({ place }) => {
  const { response, body } = await fetched(`${place.server.url}/w.js`, { 'accept-encoding': 'gzip' });
  expect(response.headers['content-encoding']).toBe('gzip');
  expect(body.length).toBeLessThan(bytesMax);
  expect(response.headers['cross-origin-resource-policy']).toBe('cross-origin');
  const again = await fetched(`${place.server.url}/w.js`, { 'if-none-match': String(response.headers.etag) });
  expect(again.response.statusCode).toBe(304);
  const script = gunzipSync(body).toString();
  expect(script).not.toMatch(/\beval\b|new Function|https?:\/\/\w/);
  const { createHash } = await import('node:crypto');
  const hashed = await fetched(`${place.server.url}/w.${createHash('sha256').update(script).digest('hex').slice(0, 12)}.js`);
  expect(hashed.response.headers['cache-control']).toContain('immutable');
  expect(hashed.body.toString()).toBe(script);
  expect((await fetched(`${place.server.url}/w.000000000000.js`)).response.statusCode).toBe(404);
});

test('works as it is pasted, with calls from before it was there', async ({ place, visit }) => {
  const pasted = snippet(place.server.url, place.server.key);
  const page = await visit.open('/pasted', { script: `${pasted}<script>wend.identify('pasted-ada', { plan: 'pro' }); wend.track('Early', { n: 1 })</script>` });
  await wend(page, 'track', 'Late');
  await flushed(page);
  const events = await arrived(place, 'pasted-ada', '/pasted', 'Early', 'Late', 'Identify');
  expect(one(events, 'Early').properties.n).toBe(1);
});

test('obeys a strict content security policy', async ({ place, visit }) => {
  const nonce = 'r4nd0m';
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; connect-src ${place.server.url}; img-src data:`;
  const page = await visit.open('/strict', { nonce, headers: { 'content-security-policy': policy }, body: '<button id="go">Go</button>' });
  const violations: string[] = [];
  page.on('console', (message) => message.type() === 'error' && violations.push(message.text()));
  await page.click('#go');
  await flushed(page);
  await arrived(place, await anonymousId(page), '/strict', 'Element clicked');
  expect(violations).toEqual([]);
});

test('counts once when it is included twice', async ({ place, visit }) => {
  const tag = `<script src="${place.server.url}/w.js" data-key="${place.server.key}"></script>`;
  const page = await visit.open('/twice', { script: tag + snippet(place.server.url, place.server.key) + tag, body: '<button id="go">Go</button>' });
  await page.click('#go');
  await wend(page, 'track', 'Called');
  await flushed(page);
  await expect.poll(() => visit.messages.length).toBe(3);
  expect(named(visit.messages, 'page')).toHaveLength(1);
  expect(named(visit.messages, 'Element clicked')).toHaveLength(1);
});

test('changes nothing for the page, whatever the page did before it', async ({ place, visit }) => {
  const hostile = `<div id="wend"></div><script>
    Array.prototype.toJSON = function () { return 'spoiled' };
    Object.prototype.added = 'to everything'; String.prototype.toJSON = function () { return '"' + this + '"' };
    Array.prototype.each = function () {}; Function.prototype.extra = 1;
    window.before = { push: history.pushState, fetch: window.fetch.name, text: String(fetch).includes('[native code]'), state: history.pushState.length };
  </script>`;
  const page = await visit.open('/polluted', { head: hostile, body: '<form id="f"><input name="id"><input name="closest"><button id="go">Go</button></form>' });
  await page.evaluate(() => document.getElementById('go')!.addEventListener('click', (event) => event.preventDefault()));
  await page.click('#go');
  await page.fill('[name=id]', 'x');
  const seen = await page.evaluate(async () => {
    const thrown: string[] = [];
    for (const run of [() => history.pushState(() => {}, '', '/x'), () => history.pushState({}, '', 'http://elsewhere.example/')]) {
      try {
        run();
      } catch (error) {
        thrown.push((error as Error).name);
      }
    }
    const { before } = window as unknown as { before: { fetch: string; state: number; text: boolean } };
    const answer = await fetch('/polluted', { method: 'HEAD' });
    const failed = await fetch('/polluted', { method: 'no such method' }).catch((error: Error) => error.name);
    return {
      thrown, failed, ok: answer.ok, returned: history.pushState({}, '', '/polluted/moved') === undefined,
      same: before.fetch === fetch.name && before.state === history.pushState.length && before.text === String(fetch).includes('[native code]'),
      list: JSON.stringify([1]), text: JSON.stringify('a'),
    };
  });
  expect(seen).toEqual({ thrown: ['DataCloneError', 'SecurityError'], failed: 'TypeError', ok: true, returned: true, same: true, list: '"spoiled"', text: '"a"' });
  await page.evaluate(() => {
    const circle: Record<string, unknown> = {};
    circle.circle = circle;
    const { wend } = window as unknown as { wend: Record<string, (...all: unknown[]) => void> };
    wend.track!('Circle', circle);
    wend.track!('Trap', { get boom(): never { throw new Error('boom'); } });
    wend.track!('List', { list: [1, [2]] });
    for (const name of ['track', 'page', 'identify', 'group', 'alias', 'consent', 'init']) for (const given of [undefined, null, 7n, Symbol('s'), [], () => 1, {}]) if (name !== 'consent' && name !== 'identify') wend[name]!(given, given);
  });
  await flushed(page);
  const visitor = await anonymousId(page);
  const events = await arrived(place, visitor, '/polluted', 'Circle', 'Trap', 'List', '/polluted/moved', 'Form started', 'Element clicked');
  expect(one(events, 'List').properties.list).toEqual([1, [2]]);
  expect(visit.errors).toEqual([]);
});

test('lets errors of the page pass, and none of its own', async ({ visit }) => {
  // Its host does not answer at all.
  const silent = createServer(() => undefined);
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const page = await visit.open('/lonely', { host: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` });
  await page.evaluate(() => {
    window.addEventListener('error', (event) => ((window as unknown as { heard: string }).heard = event.message));
    setTimeout(() => { throw new Error('of the page'); });
  });
  await flushed(page);
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => (window as unknown as { heard: string }).heard)).toBe('Uncaught Error: of the page');
  expect(visit.errors).toEqual(['of the page']);
  silent.closeAllConnections();
  silent.close();
});
