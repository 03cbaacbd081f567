// @segment/analytics-next in Chromium, with nothing set but its hosts.
import assert from 'node:assert/strict'
import { closeSite, openSite, until, visit } from './harness/browser.mjs'
import { answer, loseAnswer } from './harness/proxy.mjs'
import { assertBefore, assertBetween, assertRich, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

// Starts the SDK in the page, and answers when it is ready to send.
const load = (page, { server, api = server.url, key = server.key, settings = {} }) =>
  page.evaluate(async ({ cdn, api, key, settings }) => {
    const apiHost = `${api.replace('http://', '')}/v1`
    const [analytics] = await AnalyticsBrowser.load({ writeKey: key, cdnURL: cdn }, { integrations: { 'Segment.io': { apiHost, protocol: 'http', ...settings } } })
    window.analytics = analytics
  }, { cdn: server.url, api, key, settings })

const track = (page, person, event = 'Order placed', properties = {}) =>
  page.evaluate(({ person, event, properties }) => analytics.track(event, { person, ...properties }).then(() => {}), { person, event, properties })

// A visitor whose anonymous id is known.
const become = (page, id) => page.evaluate((id) => { analytics.setAnonymousId(id) }, id)

async function trackOnce(place, faults) {
  const [proxy, visitor] = [await place.proxied(), freshId('visitor')]
  const { page, kept } = await visit(place, [place.server.url, proxy.url])
  await load(page, { server: place.server, api: proxy.url })
  await become(page, visitor)
  proxy.next(...faults)
  await track(page, visitor)
  await until(() => proxy.posts().some((one) => one.status === 200 && !one.fault), 'an answer that was heard')
  await place.reader.exactly(1, visitor)
  kept()
  return proxy.posts()
}

suite('@segment/analytics-next', {
  'sends every call, of visitors and of users': async (place) => {
    const { server, reader } = place
    const [visitor, user, company] = [freshId('visitor'), freshId('user'), freshId('company')]
    const { page, kept, requests } = await visit(place, [server.url])
    const began = Date.now()
    await load(page, { server })
    await become(page, visitor)
    await page.evaluate(async ({ user, company, properties }) => {
      await analytics.page('Docs', 'Start', { section: 'intro' })
      await analytics.track('Page seen', properties)
      await analytics.identify(user, { name: 'Maren Köhler', plan: 'pro' })
      await analytics.group(company, { industry: 'Handel' })
      await analytics.screen('Basket', { items: 3 })
      await analytics.track('Order placed', properties)
      await analytics.alias(`${user}-new`, user)
    }, { user, company, properties: richProperties })

    const events = await reader.eventually(7, visitor, user)
    assertRich(only(events, 'track', 'Page seen'))
    assertRich(only(events, 'track', 'Order placed'))
    for (const event of events) assertBetween(event, began, Date.now())
    assert.equal(only(events, 'page').properties.section, 'intro')
    assert.equal(only(events, 'identify').properties.plan, 'pro')
    assert.match(JSON.stringify(only(events, 'group')), new RegExp(company))
    only(events, 'screen')
    only(events, 'alias')
    assert.ok(requests.some((request) => request.method() === 'POST' && request.url().endsWith('/v1/t')))
    kept()
  },

  'finds where to send in the settings, when only those have a host': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { page, kept } = await visit(place, [server.url])
    await page.evaluate(async ({ cdn, key }) => {
      const [analytics] = await AnalyticsBrowser.load({ writeKey: key, cdnURL: cdn })
      window.analytics = analytics
    }, { cdn: server.url, key: server.key })
    await become(page, visitor)
    await track(page, visitor)
    await reader.eventually(1, visitor)
    kept()
  },

  'sends 25 events in batches, once each': async (place) => {
    const { server, reader, proxied } = place
    const [visitor, proxy] = [freshId('visitor'), await proxied()]
    const { page, kept } = await visit(place, [server.url, proxy.url])
    await load(page, { server, api: proxy.url, settings: { deliveryStrategy: { strategy: 'batching', config: { size: 10, timeout: 300 } } } })
    await become(page, visitor)
    await page.evaluate(() => Promise.all(Array.from({ length: 25 }, (_, n) => analytics.track('Viewed', { n }))).then(() => {}))
    const events = await reader.eventually(25, visitor)
    assert.deepEqual(events.map((one) => one.properties.n).sort((a, b) => a - b), Array.from({ length: 25 }, (_, n) => n))
    assert.ok(proxy.posts().every((one) => one.path === '/v1/b' && one.headers['content-type'].startsWith('text/plain')))
    kept()
  },

  'sends what is left when the page is left': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { page } = await visit(place, [server.url])
    await load(page, { server, settings: { deliveryStrategy: { strategy: 'batching', config: { size: 100, timeout: 60_000 } } } })
    await become(page, visitor)
    for (const n of [1, 2, 3]) await track(page, visitor, `Left ${n}`)
    await page.goto('about:blank')
    await reader.eventually(3, visitor)
  },

  'keeps events while there is no network': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { context, page, kept } = await visit(place, [server.url])
    await load(page, { server })
    await become(page, visitor)
    await context.setOffline(true)
    for (const n of [1, 2, 3]) await track(page, visitor, `Offline ${n}`)
    await new Promise((done) => setTimeout(done, 2_000))
    await reader.exactly(0, visitor)
    const back = Date.now()
    await context.setOffline(false)
    for (const event of await reader.eventually(3, visitor)) assertBefore(event, back)
    kept()
  },

  'keeps events over the end of a page without network': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { context, page, kept } = await visit(place, [server.url])
    await load(page, { server })
    await become(page, visitor)
    await context.setOffline(true)
    await track(page, visitor, 'Kept')
    await page.goto('about:blank')
    await context.setOffline(false)
    await page.goto(`${place.origin}/other`)
    await load(page, { server })
    await reader.eventually(1, visitor)
    kept()
  },

  'counts once when the answer is lost': async (place) => {
    const posts = await trackOnce(place, [loseAnswer()])
    assert.ok(posts.length >= 2)
  },

  'comes back after 503': async (place) => {
    const posts = await trackOnce(place, [answer(503, { 'retry-after': '1' })])
    assert.deepEqual(posts.map((one) => one.status), [503, 200])
    assert.equal(posts[1].headers['x-retry-count'], '1')
  },

  'comes back after 429, when it is told to': async (place) => {
    const posts = await trackOnce(place, [answer(429, { 'retry-after': '1' })])
    assert.deepEqual(posts.map((one) => one.status), [429, 200])
    assert.ok(posts[1].at - posts[0].at >= 990, `came back after ${posts[1].at - posts[0].at} ms`)
  },

  'is corrected when its clock is an hour ahead': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { page, kept } = await visit(place, [server.url], { shiftMs: 3_600_000 })
    const began = Date.now()
    await load(page, { server })
    await become(page, visitor)
    await track(page, visitor)
    const [event] = await reader.eventually(1, visitor)
    assertBetween(event, began, Date.now())
    kept()
  },

  'takes beacons and pictures of a page without an SDK': async (place) => {
    const { server, reader } = place
    const person = freshId('person')
    const { page, kept } = await visit(place, [server.url])
    const shown = await page.evaluate(async ({ url, writeKey, person }) => {
      const event = (name) => JSON.stringify({ writeKey, userId: person, event: name, messageId: crypto.randomUUID() })
      navigator.sendBeacon(`${url}/v1/track`, event('By beacon'))
      navigator.sendBeacon(`${url}/v1/t`, new Blob([event('By typed beacon')], { type: 'text/plain' }))
      const image = new Image()
      image.src = `${url}/v1/pixel/track?data=${encodeURIComponent(btoa(event('By picture')))}`
      return image.decode().then(() => true, () => false)
    }, { url: server.url, writeKey: server.key, person })
    const names = (await reader.eventually(3, person)).map((one) => one.event).sort()
    assert.deepEqual(names, ['By beacon', 'By picture', 'By typed beacon'])
    assert.ok(shown, 'the answer to the pixel is a picture that the page may show')
    kept()
  },

  'does not start with a wrong key': async (place) => {
    const { server } = place
    const { page, requests, kept } = await visit(place, [server.url])
    await assert.rejects(load(page, { server, key: 'wk_nobody_has_this_one' }))
    const settings = requests.find((request) => request.url().endsWith('/settings'))
    assert.ok([401, 404].includes((await settings.response()).status()))
    assert.equal(requests.filter((request) => request.method() === 'POST').length, 0)
    kept()
  },

  'gives an event up when the key is wrong': async (place) => {
    const { server, proxied, reader } = place
    const [visitor, proxy] = [freshId('visitor'), await proxied()]
    const { page, kept } = await visit(place, [server.url, proxy.url])
    await page.evaluate(async ({ api }) => {
      const key = 'wk_nobody_has_this_one'
      const cdnSettings = { integrations: { 'Segment.io': { apiKey: key, apiHost: `${api.replace('http://', '')}/v1`, protocol: 'http' } } }
      const [analytics] = await AnalyticsBrowser.load({ writeKey: key, cdnSettings })
      window.analytics = analytics
    }, { api: proxy.url })
    await become(page, visitor)
    await track(page, visitor)
    await until(() => proxy.posts().length > 0, 'a request')
    await new Promise((done) => setTimeout(done, 1_500))
    assert.deepEqual(proxy.posts().map((one) => one.status), [401])
    await reader.exactly(0, visitor)
    kept()
  },
}, { prepare: (place) => openSite(place, 'segment'), cleanUp: closeSite, concurrency: 4 })
