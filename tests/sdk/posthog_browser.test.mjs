// posthog-js in Chromium, with nothing set but its host.
import assert from 'node:assert/strict'
import { closeSite, openSite, until, visit } from './harness/browser.mjs'
import { answer, loseAnswer } from './harness/proxy.mjs'
import { assertBefore, assertBetween, assertRich, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

// A browser that a program drives counts as a robot, whose events the SDK drops by itself.
const init = (page, url, key, visitor, settings = {}) =>
  page.evaluate(({ url, key, visitor, settings }) => new Promise((loaded) => {
    posthog.init(key, {
      api_host: url, opt_out_useragent_filter: true, bootstrap: { distinctID: visitor }, autocapture: false, capture_pageview: false,
      capture_pageleave: false, ...settings, loaded: () => loaded(),
    })
  }), { url, key, visitor, settings })

const capture = (page, event, properties = {}) =>
  page.evaluate(({ event, properties }) => { posthog.capture(event, properties) }, { event, properties })

// Only what carries events may fail; the flags and the configuration have their own ways.
const events = (request) => request.method === 'POST' && /^\/(e|i\/v0\/e)\b/.test(request.url ?? request.path)

async function captureOnce(place, faults) {
  const [proxy, visitor] = [await place.proxied({ faulty: events }), freshId('visitor')]
  const { page, kept } = await visit(place, [proxy.url])
  await init(page, proxy.url, place.server.key, visitor)
  proxy.next(...faults)
  await capture(page, 'Order placed')
  const posts = () => proxy.seen.filter(events)
  await until(() => posts().some((one) => one.status === 200 && !one.fault), 'an answer that was heard')
  await place.reader.exactly(1, visitor)
  kept()
  return posts()
}

suite('posthog-js', {
  'sends every call, of visitors and of users': async (place) => {
    const { server, reader, proxied } = place
    const [visitor, user, company] = [freshId('visitor'), freshId('user'), freshId('company')]
    const proxy = await proxied()
    const { page, kept } = await visit(place, [proxy.url])
    const began = Date.now()
    await init(page, proxy.url, server.key, visitor)
    await page.evaluate(({ user, company, properties }) => {
      posthog.capture('$pageview')
      posthog.capture('Page seen', properties)
      posthog.identify(user, { name: 'Ayşe Yılmaz', plan: 'pro' })
      posthog.group('company', company, { industry: 'Handel' })
      posthog.setPersonProperties({ city: 'Kiel' })
      posthog.capture('Order placed', properties)
      posthog.alias(`${user}-new`, user)
    }, { user, company, properties: richProperties })

    const events = await reader.eventually(7, visitor, user)
    assertRich(only(events, 'track', 'Page seen'))
    assertRich(only(events, 'track', 'Order placed'))
    for (const event of events) assertBetween(event, began, Date.now())
    assert.match(JSON.stringify(only(events, 'page')), new RegExp(place.origin))
    assert.match(JSON.stringify(only(events, 'group')), new RegExp(company))
    only(events, 'alias')
    const [customer] = await reader.customersOf(user)
    assert.equal(customer.name, 'Ayşe Yılmaz')
    // Nothing that the SDK asks for by itself is missing.
    const missing = proxy.seen.filter((one) => one.status >= 400).map((one) => `${one.method} ${one.path}: ${one.status}`)
    // Its extensions are scripts of PostHog's that Wend does not have; it works without them.
    assert.deepEqual(missing.filter((line) => !/\/static\/|config\.js/.test(line)), [])
    kept()
  },

  'answers for feature flags, of which there are none': async (place) => {
    const { server } = place
    const { page, kept } = await visit(place, [server.url])
    await init(page, server.url, server.key, freshId('visitor'))
    const flags = await page.evaluate(() => new Promise((done) => posthog.onFeatureFlags((flags) => done(flags))))
    assert.deepEqual(flags, [])
    assert.ok(!(await page.evaluate(() => posthog.isFeatureEnabled('new-checkout', { send_event: false }))))
    kept()
  },

  'captures page views, clicks and leaving by itself': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { page, kept } = await visit(place, [server.url])
    await init(page, server.url, server.key, visitor, { autocapture: true, capture_pageview: true, capture_pageleave: true })
    await until(async () => (await reader.eventsOf(visitor)).length >= 1, 'the page view')
    await page.click('#pay')
    await until(async () => (await reader.eventsOf(visitor)).length >= 2, 'the click')
    await page.goto('about:blank')
    const events = await reader.eventually(3, visitor)
    only(events, 'page')
    assert.equal(events.filter((one) => JSON.stringify(one.properties).includes('Pay now')).length, 1)
    kept()
  },

  'sends what is left by beacon when the page is left': async (place) => {
    const { server, reader, proxied } = place
    const [visitor, proxy] = [freshId('visitor'), await proxied()]
    const { page } = await visit(place, [proxy.url])
    await init(page, proxy.url, server.key, visitor, { request_queue_config: { flush_interval_ms: 5_000 } })
    for (const n of [1, 2, 3]) await capture(page, `Left ${n}`, richProperties)
    await page.goto('about:blank')
    for (const event of await reader.eventually(3, visitor)) assertRich(event)
    // Beacons alone do not ask whether they may read the answer. On a busy machine the first events
    // may have left in time by themselves.
    const modes = proxy.seen.filter(events).map((one) => one.headers['sec-fetch-mode'])
    assert.equal(modes.at(-1), 'no-cors', modes.join(', '))
  },

  'brings 100 events over once each': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { page, kept } = await visit(place, [server.url])
    // Its own limit of ten events a second, with bursts of a hundred.
    await init(page, server.url, server.key, visitor)
    await page.evaluate(() => { for (let n = 0; n < 100; n += 1) posthog.capture('Viewed', { n }) })
    const events = await reader.eventually(100, visitor)
    assert.deepEqual(events.map((one) => one.properties.n).sort((a, b) => a - b), Array.from({ length: 100 }, (_, n) => n))
    kept()
  },

  'sends without compression': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { page, kept } = await visit(place, [server.url])
    await init(page, server.url, server.key, visitor, { disable_compression: true })
    await capture(page, 'Plain', richProperties)
    assertRich((await reader.eventually(1, visitor))[0])
    kept()
  },

  'keeps events while there is no network': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { context, page, kept } = await visit(place, [server.url])
    await init(page, server.url, server.key, visitor)
    await context.setOffline(true)
    for (const n of [1, 2]) await capture(page, `Offline ${n}`)
    // Its queue is flushed after 3 s; what fails then waits for the network.
    await new Promise((done) => setTimeout(done, 4_000))
    await reader.exactly(0, visitor)
    const back = Date.now()
    await context.setOffline(false)
    for (const event of await reader.eventually(2, visitor)) assertBefore(event, back)
    kept()
  },

  'counts once when the answer is lost': async (place) => {
    const posts = await captureOnce(place, [loseAnswer()])
    assert.ok(posts.length >= 2)
  },

  'comes back after 503': async (place) => {
    const posts = await captureOnce(place, [answer(503, { 'retry-after': '1' })])
    assert.deepEqual(posts.map((one) => one.status), [503, 200])
    assert.match(posts[1].path, /retry_count=1/)
  },

  'is corrected when its clock is an hour ahead': async (place) => {
    const { server, reader } = place
    const visitor = freshId('visitor')
    const { page, kept } = await visit(place, [server.url], { shiftMs: 3_600_000 })
    const began = Date.now()
    await init(page, server.url, server.key, visitor)
    await capture(page, 'Order placed')
    const [event] = await reader.eventually(1, visitor)
    assertBetween(event, began, Date.now())
    kept()
  },

  'gives an event up when the key is wrong': async (place) => {
    const { reader, proxied } = place
    const [visitor, proxy] = [freshId('visitor'), await proxied()]
    const { page } = await visit(place, [proxy.url])
    await init(page, proxy.url, 'phc_nobody_has_this_one', visitor)
    await capture(page, 'Order placed')
    await until(() => proxy.seen.some(events), 'a request')
    await new Promise((done) => setTimeout(done, 6_500))
    assert.deepEqual(proxy.seen.filter(events).map((one) => one.status), [401])
    await reader.exactly(0, visitor)
  },
}, { prepare: (place) => openSite(place, 'posthog'), cleanUp: closeSite, concurrency: 6 })
