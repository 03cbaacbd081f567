import type { Page } from '@playwright/test';
import { anonymousId, arrived, expect, flushed, named, one, test, wend } from './tracker_test';

/** Everything that the browser keeps for the site. */
const kept = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);

test('knows a visitor again, and who it is after that was told', async ({ place, visit }) => {
  const page = await visit.open('/who/one', {});
  const visitor = await anonymousId(page);
  await wend(page, 'identify', 48102, { plan: 'pro' });
  await wend(page, 'group', 'acme', { industry: 'Handel' });
  await wend(page, 'track', 'Order placed', { value: 12.5 });
  await wend(page, 'alias', 'ada', '48102');
  await wend(page, 'page', 'Basket', { items: 3 });
  const next = await visit.open('/who/two', {});
  await flushed(page);
  await flushed(next);
  const events = await arrived(place, [visitor, '48102', 'ada'], 'Identify', 'Group', 'Alias', 'Order placed', 'Basket', '/who/two');
  expect(one(events, 'Order placed').properties).toMatchObject({ value: 12.5, group_id: 'acme' });
  expect(one(events, 'Identify').properties).toMatchObject({ plan: 'pro' });
  expect(one(events, 'Basket').properties).toMatchObject({ items: 3, path: '/who/one' });
  expect(named(visit.messages, 'Order placed')[0]).toMatchObject({ userId: '48102', anonymousId: visitor });
  // Somebody else at the same browser is somebody else; after signing out nobody is known.
  await wend(next, 'identify', 'grace');
  expect(await anonymousId(next)).not.toBe(visitor);
  await wend(next, 'reset');
  await wend(next, 'track', 'After all');
  await flushed(next);
  await expect.poll(() => named(visit.messages, 'After all').length).toBe(1);
  const last = named(visit.messages, 'After all')[0]!;
  expect(last.userId).toBeUndefined();
  expect([visitor, named(visit.messages, 'identify')[1]!.anonymousId]).not.toContain(last.anonymousId);
});

test('without cookies knows the page alone, and keeps nothing', async ({ place, visit }) => {
  const page = await visit.open('/cookieless/one', { data: { consent: 'cookieless' } });
  await wend(page, 'track', 'Seen');
  await flushed(page);
  await expect.poll(() => named(visit.messages, 'page').length).toBe(1);
  expect(await kept(page)).toBe('{}');
  const next = await visit.open('/cookieless/one', {  data: { consent: 'cookieless' } });
  await flushed(next);
  await expect.poll(() => named(visit.messages, 'page').length).toBe(2);
  const [first, second] = named(visit.messages, 'page');
  expect(first!.anonymousId).not.toBe(second!.anonymousId);
  expect(named(visit.messages, 'Seen')[0]!.anonymousId).toBe(first!.anonymousId);
  await arrived(place, first!.anonymousId, 'Seen');
});

test('waits for a yes, and then tells what was before it', async ({ place, visit }) => {
  const page = await visit.open('/pending/yes?utm_source=news', { data: { consent: 'pending' } });
  await wend(page, 'identify', 'pending-ada');
  await wend(page, 'track', 'Before');
  await flushed(page);
  expect(visit.posts).toEqual([]);
  expect(await kept(page)).toBe('{}');
  await wend(page, 'consent', 'granted');
  const visitor = await anonymousId(page);
  const events = await arrived(place, [visitor, 'pending-ada'], '/pending/yes', 'Before', 'Identify');
  expect(one(events, 'Before').properties.campaign_source).toBe('news');
  expect(named(visit.messages, 'Before')[0]!.userId).toBe('pending-ada');
  // The answer holds for the next page, which begins with the question again.
  const next = await visit.open('/pending/next', { data: { consent: 'pending' } });
  await flushed(next);
  await arrived(place, 'pending-ada', '/pending/next');
});

test('forgets everything after a no, and on the next page too', async ({ visit }) => {
  const page = await visit.open('/pending/no', { data: { consent: 'pending' } });
  await wend(page, 'track', 'Before');
  await wend(page, 'consent', 'denied');
  await wend(page, 'track', 'After');
  await flushed(page);
  const next = await visit.open('/pending/no2', {});
  await wend(next, 'track', 'After');
  await flushed(next);
  await next.close({ runBeforeUnload: true });
  await page.waitForTimeout(300);
  expect(visit.posts).toEqual([]);
  expect(await kept(page)).toBe('{"wend_consent":"denied"}');
});

test('a withdrawn consent takes away what was kept', async ({ visit }) => {
  const page = await visit.open('/withdrawn', {});
  await anonymousId(page);
  await visit.context.setOffline(true);
  await wend(page, 'track', 'Waits');
  await flushed(page);
  await expect.poll(() => kept(page)).toContain('wend_q.');
  await wend(page, 'consent', 'cookieless');
  expect(await kept(page)).toBe('{}');
  await visit.context.setOffline(false);
  await wend(page, 'consent', 'no such thing');
  await wend(page, 'track', 'Not told');
  await flushed(page);
  expect(await kept(page)).toBe('{}');
  expect(named(visit.messages, 'Not told')).toEqual([]);
});

for (const [name, value] of [['globalPrivacyControl', true], ['doNotTrack', '1']] as const) {
  test(`takes nothing of visitors who object by ${name}, unless told otherwise`, async ({ visit }) => {
    await visit.context.addInitScript(([key, signal]) => Object.defineProperty(Navigator.prototype, key as string, { get: () => signal }), [name, value] as const);
    const page = await visit.open('/signals/off', {});
    await wend(page, 'consent', 'granted');
    await wend(page, 'track', 'Told');
    await flushed(page);
    expect(visit.posts).toEqual([]);
    expect(await kept(page)).toBe('{}');
    const less = await visit.open('/signals/less', { data: { signals: 'cookieless' } });
    await flushed(less);
    await expect.poll(() => visit.posts.length).toBe(1);
    expect(await kept(less)).toBe('{}');
    const more = await visit.open('/signals/more', { data: { signals: 'ignore' } });
    expect(await anonymousId(more)).toMatch(/^[\da-z]{20,28}$/);
  });
}

test('works where nothing can be kept: a sandboxed frame, and a storage that throws', async ({ place, visit }) => {
  const inner = place.put('/frame/inner', { body: '<button id="go">Go</button>' });
  const outer = await visit.context.newPage();
  await outer.goto(place.put('/frame/outer', { script: '', body: `<iframe sandbox="allow-scripts" src="${inner}"></iframe>` }));
  const frame = outer.frames()[1]!;
  await frame.waitForFunction(() => 'wend' in window);
  await frame.click('#go');
  await frame.waitForTimeout(250);
  await frame.evaluate(() => (window as unknown as { wend: { flush: () => void } }).wend.flush());
  await expect.poll(() => visit.messages.length).toBe(2);
  const visitors = new Set(visit.messages.map((message) => message.anonymousId));
  expect(visitors.size).toBe(1);
  await arrived(place, [...visitors][0]!, '/frame/inner', 'Element clicked');

  await visit.context.addInitScript(() => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('no'); } }));
  const page = await visit.open('/blocked', {});
  await wend(page, 'track', 'By cookie');
  await flushed(page);
  const next = await visit.open('/blocked2', {});
  await flushed(next);
  await expect.poll(() => named(visit.messages, 'page').length).toBe(3);
  expect(named(visit.messages, 'page')[2]!.anonymousId).toBe(named(visit.messages, 'By cookie')[0]!.anonymousId);
  expect(visit.errors).toEqual([]);
});
