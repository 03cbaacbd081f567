import { answer, loseAnswer, startProxy } from '../../../tests/sdk/harness/proxy.mjs';
import { anonymousId, arrived, expect, flushed, named, one, test, wend } from './tracker_test';

/** Calls and waits until all of them are in the store, once each. */
const names = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name} ${n + 1}`);

test('keeps events while there is no network, over the end of the page', async ({ place, visit }) => {
  const page = await visit.open('/offline/one', {});
  const visitor = await anonymousId(page);
  await flushed(page);
  await visit.context.setOffline(true);
  const before = Date.now();
  for (const name of names(3, 'Offline')) await wend(page, 'track', name);
  await flushed(page);
  await wend(page, 'track', 'Left offline');
  await page.close({ runBeforeUnload: true });
  await new Promise((done) => setTimeout(done, 1_000));
  const back = Date.now();
  await visit.context.setOffline(false);
  await visit.open('/offline/two', {});
  const events = await arrived(place, visitor, ...names(3, 'Offline'), 'Left offline');
  for (const name of [...names(3, 'Offline'), 'Left offline']) {
    const time = Date.parse(one(events, name).time);
    expect(time).toBeGreaterThan(before - 1_000);
    expect(time).toBeLessThan(back);
  }
});

test('goes on when the network is back', async ({ place, visit }) => {
  const page = await visit.open('/offline/stays', {});
  const visitor = await anonymousId(page);
  await visit.context.setOffline(true);
  for (const name of names(25, 'Kept')) await wend(page, 'track', name);
  await flushed(page);
  await visit.context.setOffline(false);
  const events = await arrived(place, visitor, ...names(25, 'Kept'));
  for (const name of names(25, 'Kept')) one(events, name);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('wend_q')))).toEqual([]);
});

test('sends what is left when the tab is closed', async ({ place, visit }) => {
  const page = await visit.open('/closed', {});
  const visitor = await anonymousId(page);
  for (const name of names(3, 'Last')) await wend(page, 'track', name, { text: 'x'.repeat(900) });
  await page.close({ runBeforeUnload: true });
  const events = await arrived(place, visitor, ...names(3, 'Last'), '/closed', 'Page left');
  for (const name of names(3, 'Last')) one(events, name);
});

test('what is too much for a beacon waits for the next page', async ({ place, visit }) => {
  const page = await visit.open('/closed/much', {});
  const visitor = await anonymousId(page);
  // Three beacons of 30 kB: browsers take 64 KiB.
  for (const name of names(3, 'Large')) await wend(page, 'track', name, { text: 'x'.repeat(30_000) });
  await page.close({ runBeforeUnload: true });
  await visit.open('/closed/next', {});
  const events = await arrived(place, visitor, ...names(3, 'Large'));
  for (const name of names(3, 'Large')) one(events, name);
});

test('comes back after 503 and 429 as late as it is told to, and counts once when an answer is lost', async ({ place, visit }) => {
  const proxy = await startProxy(place.server);
  proxy.next(answer(503, { 'retry-after': '2' }), answer(429, { 'retry-after': '1' }), loseAnswer());
  const page = await visit.open('/busy', { host: proxy.url });
  const visitor = await anonymousId(page);
  await wend(page, 'track', 'Patient');
  await flushed(page);
  const events = await arrived(place, visitor, 'Patient');
  one(events, 'Patient');
  await expect.poll(() => proxy.posts().length, { timeout: 15_000 }).toBe(4);
  const [first, second, third] = proxy.posts();
  expect([first!.status, second!.status, third!.status]).toEqual([503, 429, 200]);
  expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_900);
  expect(third!.at - second!.at).toBeGreaterThanOrEqual(900);
  // Chromium itself repeats what broke before it was answered.
  expect(named(visit.messages, 'Patient').length).toBeGreaterThanOrEqual(3);
  expect(new Set(named(visit.messages, 'Patient').map((message) => message.messageId)).size).toBe(1);
  await place.reader.caughtUp();
  one(await arrived(place, visitor, 'Patient'), 'Patient');
  await proxy.stop();
});

test('gives up what the server will never take', async ({ place, visit }) => {
  const page = await visit.open('/wrong', { script: `<script async src="${place.server.url}/w.js" data-key="wk_nobody_has_this_one"></script>` });
  await wend(page, 'track', 'Refused');
  await flushed(page);
  await expect.poll(() => visit.posts.length).toBe(1);
  await page.waitForTimeout(1_500);
  expect(visit.posts.length).toBe(1);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('wend_q')))).toEqual([]);
});

test('two tabs do not send the same twice', async ({ place, visit }) => {
  const page = await visit.open('/tabs/one', {});
  const other = await visit.open('/tabs/two', {});
  const visitor = await anonymousId(page);
  await flushed(page);
  await flushed(other);
  await visit.context.setOffline(true);
  for (let batch = 0; batch < 6; batch += 1) {
    for (const name of names(3, `Both ${batch}`)) await wend(batch % 2 ? page : other, 'track', name);
    await flushed(batch % 2 ? page : other);
  }
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('wend_q')).length)).toBeGreaterThan(4);
  visit.messages.length = 0;
  await visit.context.setOffline(false);
  await arrived(place, visitor, 'Both 0 1', 'Both 5 3');
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('wend_q')))).toEqual([]);
  const ids = visit.messages.map((message) => message.messageId);
  expect(ids.length).toBeGreaterThanOrEqual(18);
  expect(new Set(ids).size).toBe(ids.length);
});

test('keeps no more than fifty batches, the newest', async ({ visit }) => {
  const page = await visit.open('/bounded', {});
  await anonymousId(page);
  await visit.context.setOffline(true);
  await page.evaluate(() => {
    const { wend } = window as unknown as { wend: { track: (name: string, properties: object) => void } };
    for (let n = 0; n < 1_200; n += 1) wend.track(`Many ${n}`, {});
    wend.track('Newest', { text: 'x'.repeat(200_000) });
  });
  await flushed(page);
  await page.waitForTimeout(1_000);
  const [batches, letters, text] = await page.evaluate(() => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith('wend_q'));
    const all = keys.map((key) => localStorage[key] as string).join();
    return [keys.length, all.length, all] as const;
  });
  expect(batches).toBeLessThanOrEqual(50);
  expect(letters * 2).toBeLessThanOrEqual(1 << 20);
  expect(text).toContain('Newest');
  expect(text).not.toContain('"Many 1"');
});
