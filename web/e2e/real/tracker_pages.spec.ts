import { anonymousId, arrived, expect, flushed, named, one, test, wend } from './tracker_test';

const tall = '<div style="height:4000px">Long</div><p id="end">End</p>';

test('tells pages, and the moves within one, with title, path and referrer', async ({ place, visit }) => {
  const page = await visit.open('/spa/start?email=ada@example.org', { title: 'Start' });
  const visitor = await anonymousId(page);
  await flushed(page);
  await page.evaluate(() => {
    history.pushState({}, '', '/spa/list?q=secret');
    document.title = 'List';
  });
  await flushed(page);
  await page.evaluate(() => {
    history.replaceState({}, '', '/spa/item/7');
    document.title = 'Item';
    // The same page again is none.
    history.replaceState({ kept: 1 }, '', '/spa/item/7?tab=2#top');
  });
  await flushed(page);
  await page.evaluate(() => history.back());
  await flushed(page);
  await expect.poll(() => named(visit.messages, 'page').length).toBe(4);
  const events = await arrived(place, visitor, 'Page left', '/spa/item/7');
  const pages = events.filter((event) => event.type === 'page');
  expect(pages.slice(0, 3).map((event) => [event.event, event.properties.title])).toEqual([
    ['/spa/start', 'Start'],
    ['/spa/list', 'List'],
    ['/spa/item/7', 'Item'],
  ]);
  expect(pages[1]!.properties).toMatchObject({ path: '/spa/list', url: `${place.url}/spa/list`, referrer: `${place.url}/spa/start`, page_path: '/spa/list' });
  expect(pages[0]!.channel).toBe('web');
  const back = named(visit.messages, 'page')[3]!;
  expect(back.properties).toMatchObject({ path: '/spa/start', referrer: `${place.url}/spa/item/7` });
  // What stands in addresses is nobody's business.
  expect(JSON.stringify(visit.messages)).not.toMatch(/ada@|secret/);
  expect(new Set(visit.messages.map((message) => message.context.sessionId)).size).toBe(1);
});

test('takes the part after # as a page where that is wanted, and parameters that are named', async ({ visit }) => {
  const page = await visit.open('/hash/app#/inbox?x=1', { data: { hash: 'on', query: 'page' } });
  await page.evaluate(() => (location.hash = '#/sent'));
  await page.waitForTimeout(300);
  await page.evaluate(() => history.pushState({}, '', '/hash/app?page=2&name=ada#/sent'));
  await flushed(page);
  await expect.poll(() => named(visit.messages, 'page').map((message) => message.properties!.path)).toEqual(['/hash/app#/inbox', '/hash/app#/sent', '/hash/app#/sent']);
  expect(named(visit.messages, 'page')[2]!.properties!.url).toMatch(/\/hash\/app\?page=2#\/sent$/);
});

test('says with the leaving how far and how long the page was seen, and how fast it was', async ({ place, visit }) => {
  const page = await visit.open('/leave/long', { body: tall });
  const visitor = await anonymousId(page);
  await page.evaluate(() => window.scrollTo(0, 2000));
  await page.waitForTimeout(1_100);
  await page.mouse.click(300, 300);
  await page.goto(place.put('/leave/next', { title: 'Next' }));
  const events = await arrived(place, visitor, 'Page left', 'Web vitals', '/leave/next');
  // 2000 and a window of 720 of some 4,100 pixels.
  expect(one(events, 'Page left').properties).toMatchObject({ scroll_depth: 50, page_path: '/leave/long' });
  const seconds = one(events, 'Page left').properties.visible_seconds as number;
  expect(seconds).toBeGreaterThanOrEqual(1.1);
  expect(seconds).toBeLessThan(20);
  const vitals = one(events, 'Web vitals').properties;
  expect(vitals.page_path).toBe('/leave/long');
  for (const name of ['ttfb', 'fcp', 'lcp']) expect(vitals[name], name).toBeGreaterThan(0);
  expect(vitals.cls).toBe(0);
});

test('measures shifts of the layout and slow interactions', async ({ place, visit }) => {
  const page = await visit.open('/vitals/slow', { body: '<div id="top"></div><button id="go">Go</button><p style="height:300px">Text</p>' });
  const visitor = await anonymousId(page);
  await page.evaluate(() => {
    document.getElementById('go')!.addEventListener('click', () => {
      const end = performance.now() + 200;
      while (performance.now() < end);
    });
    document.getElementById('top')!.style.height = '200px';
  });
  await page.waitForTimeout(100);
  await page.click('#go');
  await page.waitForTimeout(600);
  await page.close({ runBeforeUnload: true });
  const vitals = one(await arrived(place, visitor, 'Web vitals'), 'Web vitals').properties;
  expect(vitals.cls).toBeGreaterThan(0.01);
  expect(vitals.inp).toBeGreaterThanOrEqual(200);
});

test('keeps campaign, click id and first referrer for the session', async ({ place, visit }) => {
  const next = place.put('/campaign/next');
  const page = await visit.context.newPage();
  await page.goto(place.put('/campaign/land') + '?utm_source=news&utm_medium=email&utm_campaign=spring&gclid=Cj0K', { referer: 'http://elsewhere.example/search?q=ada' });
  const visitor = await anonymousId(page);
  await page.evaluate((address) => location.assign(address), next);
  await page.waitForURL(next);
  const events = await arrived(place, visitor, '/campaign/land', '/campaign/next');
  for (const name of ['/campaign/land', '/campaign/next']) {
    expect(one(events, name).properties).toMatchObject({
      campaign_source: 'news', campaign_medium: 'email', campaign_name: 'spring', click_id_kind: 'gclid', click_id: 'Cj0K', session_referrer: 'http://elsewhere.example/search',
    });
  }
  expect(one(events, '/campaign/next').properties.referrer).toBe(`${place.url}/campaign/land`);
  // After half an hour without an event it is another session.
  await page.evaluate(() => {
    const state = JSON.parse(localStorage.wend as string) as { t: number };
    localStorage.wend = JSON.stringify({ ...state, t: state.t - 31 * 60_000 });
  });
  await wend(page, 'track', 'Back again');
  await wend(page, 'flush');
  const later = one(await arrived(place, visitor, 'Back again'), 'Back again').properties;
  expect(later.session_id).not.toBe(one(events, '/campaign/next').properties.session_id);
  expect(later.campaign_source).toBeUndefined();
});
