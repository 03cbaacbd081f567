// RudderStack's and Snowplow's browser trackers in one Chromium, with nothing set but their host.
import assert from 'node:assert/strict'
import { closeSite, openSite, until, visit } from './harness/browser.mjs'
import { answer, loseAnswer } from './harness/proxy.mjs'
import { assertBetween, assertRich, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

const loadRudder = (page, url, key, visitor) =>
  page.evaluate(({ url, key, visitor }) => new Promise((ready) => {
    window.rudder = new RudderAnalytics()
    rudder.load(key, url, { configUrl: url })
    rudder.ready(() => {
      rudder.setAnonymousId(visitor)
      ready()
    })
  }), { url, key, visitor })

// Answers the visitor's id, which the tracker makes itself. The page counts what the tracker could not send.
const loadSnowplow = (page, url, appId, settings = {}) =>
  page.evaluate(({ url, appId, settings }) => {
    window.failures = 0
    const onRequestFailure = () => { window.failures += 1 }
    return snowplow.newTracker('wend', url, { appId, onRequestFailure, ...settings }).getDomainUserId()
  }, { url, appId, settings })

async function trackOnceByRudder(place, faults) {
  const [proxy, visitor] = [await place.proxied(), freshId('visitor')]
  const { page, kept } = await visit(place, [proxy.url])
  await loadRudder(page, proxy.url, place.server.key, visitor)
  proxy.next(...faults)
  await page.evaluate(() => rudder.track('Order placed', { amount: 3 }))
  await until(() => proxy.posts().some((one) => one.status === 200 && !one.fault), 'an answer that was heard')
  await place.reader.exactly(1, visitor)
  kept()
  return proxy.posts()
}

suite('browser trackers', {
  '@rudderstack/analytics-js sends every call, of visitors and of users': async (place) => {
    const { server, reader, proxied } = place
    const [visitor, user, company] = [freshId('visitor'), freshId('user'), freshId('company')]
    const proxy = await proxied()
    const { page, kept } = await visit(place, [proxy.url])
    const began = Date.now()
    await loadRudder(page, proxy.url, server.key, visitor)
    await page.evaluate(({ user, company, properties }) => {
      rudder.page('Docs', 'Start', { section: 'intro' })
      rudder.track('Page seen', properties)
      rudder.identify(user, { name: 'Maren Köhler', plan: 'pro' })
      rudder.group(company, { industry: 'Handel' })
      rudder.track('Order placed', properties)
      rudder.alias(`${user}-new`, user)
    }, { user, company, properties: richProperties })

    const events = await reader.eventually(6, visitor, user)
    assertRich(only(events, 'track', 'Page seen'))
    assertRich(only(events, 'track', 'Order placed'))
    for (const event of events) assertBetween(event, began, Date.now())
    const start = only(events, 'page', 'Start')
    assert.equal(start.properties.section, 'intro')
    assert.equal(start.properties.referrer, undefined, 'a page that was opened by hand has no referrer')
    assert.equal(start.channel, 'web')
    assert.equal(only(events, 'identify').properties.plan, 'pro')
    assert.match(JSON.stringify(only(events, 'group')), new RegExp(company))
    only(events, 'alias')
    // The other name of the user begins like this one.
    const names = (await reader.customersOf(user)).map((one) => one.name)
    assert.ok(names.includes('Maren Köhler'), names.join(', '))
    assert.deepEqual(proxy.seen.filter((one) => one.status >= 400).map((one) => `${one.method} ${one.path}`), [])
    kept()
  },

  '@snowplow/browser-tracker sends every kind of event, of visitors and of users': async (place) => {
    const { server, reader, proxied } = place
    const [user, proxy] = [freshId('user'), await proxied()]
    const { page, kept } = await visit(place, [proxy.url])
    const began = Date.now()
    const visitor = await loadSnowplow(page, proxy.url, server.key)
    await page.evaluate(({ user, properties }) => {
      snowplow.trackPageView({ title: 'Körbchen' })
      snowplow.setUserId(user)
      snowplow.trackStructEvent({ category: 'Basket', action: 'Added to basket', label: 'Hammer', value: 2 })
      snowplow.trackSelfDescribingEvent({ event: { schema: 'iglu:com.shop/order_placed/jsonschema/1-0-0', data: properties } })
    }, { user, properties: richProperties })

    const events = await reader.eventually(3, visitor, user)
    for (const event of events) {
      assertBetween(event, began, Date.now())
      assert.equal(event.properties.app_id, undefined, 'the key names no app')
    }
    const view = only(events, 'page', 'Körbchen')
    assert.equal(view.channel, 'web')
    assert.equal(view.properties.page_path, '/')
    assertRich(only(events, 'track', 'order_placed'))
    assert.equal(only(events, 'track', 'Added to basket').properties.value, 2)
    assert.deepEqual(proxy.seen.filter((one) => one.status >= 400).map((one) => `${one.method} ${one.path}`), [])
    kept()
  },

  '@snowplow/browser-tracker sends in addresses': async (place) => {
    const { server, reader } = place
    const { page, kept } = await visit(place, [server.url])
    const visitor = await loadSnowplow(page, server.url, server.key, { eventMethod: 'get' })
    await page.evaluate(() => snowplow.trackPageView({ title: 'Start' }))
    const [event] = await reader.eventually(1, visitor)
    assert.equal(event.event, 'Start')
    kept()
  },

  '@rudderstack/analytics-js counts once when the answer is lost': async (place) => {
    const posts = await trackOnceByRudder(place, [loseAnswer()])
    assert.ok(posts.length >= 2)
  },

  '@rudderstack/analytics-js comes back after 503': async (place) => {
    const posts = await trackOnceByRudder(place, [answer(503, { 'retry-after': '1' })])
    assert.deepEqual(posts.map((one) => one.status), [503, 200])
  },

  // It tries again what it could not send when there is something new to send.
  '@snowplow/browser-tracker comes back after 503': async ({ server, reader, proxied, ...place }) => {
    const proxy = await proxied()
    const { page, kept } = await visit(place, [proxy.url])
    const visitor = await loadSnowplow(page, proxy.url, server.key)
    const act = (action) => page.evaluate((action) => snowplow.trackStructEvent({ category: 'Shop', action }), action)
    proxy.next(answer(503, { 'retry-after': '1' }))
    await act('First')
    await page.waitForFunction(() => window.failures === 1)
    await act('Second')
    const events = await reader.eventually(2, visitor)
    assert.deepEqual(events.map((one) => one.event).sort(), ['First', 'Second'])
    kept()
  },
}, { prepare: (place) => openSite(place, 'trackers'), cleanUp: closeSite, concurrency: 6 })
