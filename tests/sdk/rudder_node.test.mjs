// @rudderstack/rudder-sdk-node with nothing set but its data plane.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { comesBackAfter503And429, countsOnceWhenTheAnswerIsLost, isToldThatItsKeyIsWrong, waitsForASlowAnswer } from './harness/delivery_cases.mjs'
import { assertBetween, assertRich, assertTime, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

const RudderAnalytics = createRequire(import.meta.url)('@rudderstack/rudder-sdk-node')

// Without an error handler a refused batch ends the process by an unhandled rejection.
function client(url, key, settings = {}) {
  const failures = []
  const analytics = new RudderAnalytics(key, {
    dataPlaneUrl: url, logLevel: 'none', errorHandler: (error) => failures.push(error), ...settings,
  })
  // The first call is sent alone and at once; flush() sends one batch.
  const drain = async () => {
    do await analytics.flush()
    while (analytics.queue.length > 0)
    await analytics.pendingFlush
  }
  return { analytics, failures, drain }
}

async function sendOne(proxy, key, settings) {
  const person = freshId('person')
  const { analytics, failures, drain } = client(proxy.url, key, settings)
  analytics.track({ userId: person, event: 'Order placed', properties: { amount: 3 } })
  await drain()
  return { person, failures }
}

suite('@rudderstack/rudder-sdk-node', {
  'sends every call, of users and of visitors, with gzip': async ({ server, reader, proxied }) => {
    const [user, visitor, company] = [freshId('user'), freshId('visitor'), freshId('company')]
    const proxy = await proxied()
    const { analytics, failures, drain } = client(proxy.url, server.key)
    const began = Date.now()
    analytics.track({ userId: user, event: 'Order placed', properties: richProperties })
    analytics.identify({ userId: user, traits: { name: 'Jonas Weiß', plan: 'team', address: { city: 'Bremen' } } })
    analytics.group({ userId: user, groupId: company, traits: { industry: 'Handel' } })
    analytics.page({ userId: user, category: 'Docs', name: 'Start', properties: { path: '/docs' } })
    analytics.screen({ userId: user, name: 'Basket', properties: { items: 3 } })
    analytics.alias({ userId: user, previousId: visitor })
    analytics.track({ anonymousId: visitor, event: 'Page seen', properties: richProperties })
    await drain()
    assert.deepEqual(failures, [])
    for (const post of proxy.posts()) assert.equal(post.headers['content-encoding'], 'gzip')

    const events = await reader.exactly(7, user, visitor)
    assertRich(only(events, 'track', 'Order placed'))
    assertRich(only(events, 'track', 'Page seen'))
    for (const event of events) assertBetween(event, began, Date.now())
    assert.equal(only(events, 'identify').properties.plan, 'team')
    assert.match(JSON.stringify(only(events, 'group')), new RegExp(company))
    assert.equal(only(events, 'page').properties.path, '/docs')
    assert.equal(only(events, 'screen').properties.items, 3)
    assert.match(JSON.stringify(only(events, 'alias')), new RegExp(visitor))
    const [customer] = await reader.customersOf(user)
    assert.equal(customer.name, 'Jonas Weiß')
  },

  'sends plain bodies when gzip is off': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    const { person } = await sendOne(proxy, server.key, { gzip: false })
    assert.equal(proxy.posts()[0].headers['content-encoding'], undefined)
    await reader.exactly(1, person)
  },

  // The SDK sets originalTimestamp to now when only timestamp is given.
  'keeps the times that the sender gives, by either name': async ({ server, reader }) => {
    const person = freshId('person')
    const { analytics, drain } = client(server.url, server.key)
    analytics.track({ userId: person, event: 'By timestamp', timestamp: new Date('2026-01-15T10:00:00.123Z') })
    analytics.track({ userId: person, event: 'By originalTimestamp', originalTimestamp: new Date('2025-12-31T23:59:59.999Z') })
    await drain()
    const events = await reader.exactly(2, person)
    assertTime(only(events, 'track', 'By originalTimestamp'), '2025-12-31T23:59:59.999Z')
    assertTime(only(events, 'track', 'By timestamp'), '2026-01-15T10:00:00.123Z')
  },

  'takes ids that are no texts, which the SDK turns into texts': async ({ server, reader }) => {
    const number = Number(`7${Date.now()}`)
    const { analytics, failures, drain } = client(server.url, server.key)
    analytics.track({ userId: number, event: 'Order placed' })
    await drain()
    assert.deepEqual(failures, [])
    await reader.exactly(1, String(number))
  },

  'brings 250 events over once each, in batches': async ({ server, reader, proxied }) => {
    const [event, person] = [freshId('Viewed'), freshId('person')]
    const proxy = await proxied()
    const { analytics, failures, drain } = client(proxy.url, server.key)
    for (let n = 0; n < 250; n += 1) analytics.track({ userId: `${person}-${n % 10}`, event, properties: { n } })
    await drain()
    assert.deepEqual(failures, [])
    assert.ok(proxy.posts().length >= 13)
    await reader.exactlyNamed(250, event)
    const seen = (await reader.eventsOf(person)).map((one) => one.properties.n).sort((a, b) => a - b)
    assert.deepEqual(seen, Array.from({ length: 250 }, (_, n) => n))
  },

  'counts once when the answer is lost': countsOnceWhenTheAnswerIsLost(sendOne),

  'waits for a slow answer': waitsForASlowAnswer(sendOne),

  'comes back after 503 and after 429': comesBackAfter503And429(sendOne),

  'is told at once that its key is wrong': isToldThatItsKeyIsWrong(sendOne, 'wk_nobody_has_this_one'),
})
