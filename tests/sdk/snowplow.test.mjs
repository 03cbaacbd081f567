// @snowplow/node-tracker; its application id is the write key.
import assert from 'node:assert/strict'
import {
  buildFormSubmission, buildLinkClick, buildPagePing, buildPageView, buildScreenView, buildSelfDescribingEvent, buildSiteSearch,
  buildStructEvent, newTracker,
} from '@snowplow/node-tracker'
import { answer, lateAnswer, loseAnswer } from './harness/proxy.mjs'
import { assertBetween, assertRich, assertTime, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

// By itself it gives up after five seconds, within which a machine that builds beside may not answer.
const patientMs = 60_000

function tracker(place, key, { encodeBase64 = true, ...settings } = {}) {
  const failures = []
  const made = newTracker(
    { namespace: 'shop', appId: key, encodeBase64 },
    {
      endpoint: '127.0.0.1', protocol: 'http', port: place.port, bufferSize: 1_000, onRequestFailure: (failure) => failures.push(failure),
      connectionTimeout: patientMs, ...settings,
    },
  )
  return { tracker: made, failures }
}

const order = (data = richProperties) =>
  buildSelfDescribingEvent({ event: { schema: 'iglu:com.shop/order_placed/jsonschema/1-0-0', data } })

async function sendOne(proxy, key, settings) {
  const person = freshId('person')
  const made = tracker(proxy, key, settings)
  made.tracker.setUserId(person)
  made.tracker.track(order({ amount: 3 }))
  await made.tracker.flush()
  return { person, ...made }
}

// It tells of a failure after its flush is over.
const told = () => new Promise((done) => setTimeout(done, 1))

// Its flush tries once; what could not be sent goes with the next one.
suite('@snowplow/node-tracker', {
  'sends every kind of event, of users and of visitors': async ({ server, reader }) => {
    const [user, visitor] = [freshId('user'), freshId('visitor')]
    const { tracker: shop, failures } = tracker(server, server.key)
    const began = Date.now()
    shop.setDomainUserId(visitor)
    shop.track(buildPageView({ pageUrl: 'https://shop.example/', pageTitle: 'Anfang' }))
    shop.setUserId(user)
    shop.track(order())
    shop.track(buildPageView({ pageUrl: 'https://shop.example/basket', pageTitle: 'Körbchen' }))
    shop.track(buildStructEvent({ category: 'Basket', action: 'Added to basket', label: 'Hammer', property: 'size', value: 2 }))
    shop.track(buildScreenView({ name: 'Basket', id: 'screen-1' }))
    shop.track(buildLinkClick({ targetUrl: 'https://shop.example/pay', elementId: 'pay' }))
    shop.track(buildSiteSearch({ terms: ['hammer', 'größe'] }))
    shop.track(buildFormSubmission({ formId: 'address' }))
    shop.track(buildPagePing({ pageUrl: 'https://shop.example/basket', minYOffset: 0, maxYOffset: 80 }))
    await shop.flush()
    assert.deepEqual(failures, [])

    const events = await reader.exactly(9, user, visitor)
    for (const event of events) assertBetween(event, began, Date.now())
    const placed = events.filter((one) => one.properties.title === richProperties.title)
    assert.equal(placed.length, 1)
    assertRich(placed[0])
    assert.match(placed[0].event, /order.?placed/i)
    assert.equal(events.filter((one) => one.type === 'page' && JSON.stringify(one).includes('Körbchen')).length >= 1, true)
    assert.match(JSON.stringify(only(events, 'screen')), /Basket/)
    assert.equal(events.filter((one) => /Added to basket/.test(JSON.stringify(one)) && /Hammer/.test(JSON.stringify(one))).length, 1)
  },

  'is read with and without base64': async ({ server, reader }) => {
    for (const encodeBase64 of [true, false]) {
      const person = freshId('person')
      const { tracker: shop, failures } = tracker(server, server.key, { encodeBase64 })
      shop.setUserId(person)
      shop.track(order())
      await shop.flush()
      assert.deepEqual(failures, [])
      assertRich((await reader.exactly(1, person))[0])
    }
  },

  'keeps the times that the sender gives': async ({ server, reader }) => {
    const person = freshId('person')
    const { tracker: shop } = tracker(server, server.key)
    shop.setUserId(person)
    shop.track(order(), [], { type: 'ttm', value: Date.parse('2026-01-15T10:00:00.123Z') })
    shop.track(order(), [], Date.parse('2025-12-31T23:59:59.999Z'))
    await shop.flush()
    const events = await reader.exactly(2, person)
    // A true time is not corrected; a device's time is.
    assertTime(events[1], '2026-01-15T10:00:00.123Z', 1)
    assertTime(events[0], '2025-12-31T23:59:59.999Z')
  },

  'brings 250 events over once each, in batches': async ({ server, reader, proxied }) => {
    const [person, proxy] = [freshId('person'), await proxied()]
    const { tracker: shop, failures } = tracker(proxy, server.key)
    shop.setUserId(person)
    for (let n = 0; n < 250; n += 1) shop.track(order({ n }))
    await shop.flush()
    assert.deepEqual(failures, [])
    assert.ok(proxy.posts().length > 1, 'they were sent in several bodies')
    const seen = (await reader.exactly(250, person)).map((one) => one.properties.n).sort((a, b) => a - b)
    assert.deepEqual(seen, Array.from({ length: 250 }, (_, n) => n))
  },

  'counts once when the answer is lost': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    proxy.next(loseAnswer())
    const { person, tracker: shop, failures } = await sendOne(proxy, server.key)
    await told()
    assert.equal(failures[0]?.willRetry, true)
    await shop.flush()
    assert.equal(proxy.posts().length, 2)
    await reader.exactly(1, person)
  },

  'counts once when the answer comes after its patience': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    proxy.next(lateAnswer(2_000))
    const { person, tracker: shop } = await sendOne(proxy, server.key, { connectionTimeout: 1_000 })
    // Each flush tries again what is still unanswered.
    for (let tries = 0; proxy.posts().length < 2 && tries < 50; ++tries) {
      await shop.flush()
      await new Promise((done) => setTimeout(done, 100))
    }
    assert.ok(proxy.posts().length >= 2)
    await reader.exactly(1, person)
  },

  'comes back after 503 and after 429': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    proxy.next(answer(503, { 'retry-after': '1' }), answer(429, { 'retry-after': '1' }))
    const { person, tracker: shop } = await sendOne(proxy, server.key)
    await shop.flush()
    await shop.flush()
    assert.deepEqual(proxy.posts().map((one) => one.status), [503, 429, 200])
    await reader.exactly(1, person)
  },

  // A code that it does not take for final would hold up its queue for ever.
  'is told once and for all that its key is wrong': async ({ reader, proxied }) => {
    const proxy = await proxied()
    const { person, tracker: shop, failures } = await sendOne(proxy, 'wk_nobody_has_this_one')
    await shop.flush()
    assert.deepEqual(proxy.posts().map((one) => one.status), [401])
    await told()
    assert.equal(failures[0]?.willRetry, false)
    await reader.exactly(0, person)
  },
})
