// @segment/analytics-node with nothing set but its host.
import assert from 'node:assert/strict'
import { Analytics } from '@segment/analytics-node'
import { countsOnceWhenTheAnswerIsLost, isToldThatItsKeyIsWrong, waitsForASlowAnswer } from './harness/delivery_cases.mjs'
import { answer, lateAnswer } from './harness/proxy.mjs'
import { assertBetween, assertRich, assertTime, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

function client(url, key, settings = {}) {
  const analytics = new Analytics({ writeKey: key, host: url, ...settings })
  const failures = []
  analytics.on('error', (error) => failures.push(error))
  return { analytics, failures }
}

// Sends one event of a fresh person through a proxy, and says who it was.
async function sendOne(proxy, key, settings) {
  const person = freshId('person')
  const { analytics, failures } = client(proxy.url, key, settings)
  analytics.track({ userId: person, event: 'Order placed', properties: { amount: 3 } })
  await analytics.closeAndFlush()
  return { person, failures }
}

suite('@segment/analytics-node', {
  'sends every call, of users and of visitors': async ({ server, reader }) => {
    const [user, visitor, company] = [freshId('user'), freshId('visitor'), freshId('company')]
    const { analytics, failures } = client(server.url, server.key)
    const began = Date.now()
    analytics.track({ userId: user, event: 'Order placed', properties: richProperties })
    analytics.identify({ userId: user, traits: { name: 'Maren Köhler', plan: 'pro', address: { city: 'Hamburg' } } })
    analytics.group({ userId: user, groupId: company, traits: { industry: 'Werkzeug' } })
    analytics.page({ userId: user, category: 'Docs', name: 'Start', properties: { path: '/docs', title: 'Anfang' } })
    analytics.screen({ userId: user, name: 'Basket', properties: { items: 3 } })
    analytics.alias({ userId: user, previousId: visitor })
    analytics.track({ anonymousId: visitor, event: 'Page seen', properties: richProperties })
    analytics.page({ anonymousId: visitor, name: 'Landing', properties: {} })
    await analytics.closeAndFlush()
    assert.deepEqual(failures, [])

    const events = await reader.exactly(8, user, visitor)
    assertRich(only(events, 'track', 'Order placed'))
    assertRich(only(events, 'track', 'Page seen'))
    for (const event of events) assertBetween(event, began, Date.now())
    assert.equal(only(events, 'identify').properties.plan, 'pro')
    assert.equal(only(events, 'identify').properties.address.city, 'Hamburg')
    assert.match(JSON.stringify(only(events, 'group')), new RegExp(company))
    assert.equal(only(events, 'screen').properties.items, 3)
    assert.equal(events.filter((one) => one.type === 'page').length, 2)
    assert.match(JSON.stringify(only(events, 'alias')), new RegExp(visitor))
    const [customer] = await reader.customersOf(user)
    assert.equal(customer.name, 'Maren Köhler')
    assert.equal(customer.traits.plan, 'pro')
  },

  'keeps the times that the sender gives': async ({ server, reader }) => {
    const person = freshId('person')
    const { analytics } = client(server.url, server.key)
    const times = ['2026-01-15T10:00:00.123Z', '2025-12-31T23:59:59.999Z', '2020-02-29T00:00:00.000Z']
    times.forEach((time, index) => analytics.track({ userId: person, event: `Then ${index}`, timestamp: new Date(time) }))
    await analytics.closeAndFlush()
    const events = await reader.exactly(3, person)
    times.forEach((time, index) => assertTime(only(events, 'track', `Then ${index}`), time))
  },

  'brings 250 events over once each, in batches': async ({ reader, server, proxied }) => {
    const [event, person] = [freshId('Viewed'), freshId('person')]
    const proxy = await proxied()
    const { analytics, failures } = client(proxy.url, server.key, { maxEventsInBatch: 20 })
    for (let n = 0; n < 250; n += 1) analytics.track({ userId: `${person}-${n % 10}`, event, properties: { n } })
    await analytics.closeAndFlush()
    assert.deepEqual(failures, [])
    assert.equal(proxy.posts().length, 13)
    await reader.exactlyNamed(250, event)
    assert.equal((await reader.countOf(event)).people, 10)
    const seen = (await reader.eventsOf(person)).map((one) => one.properties.n).sort((a, b) => a - b)
    assert.deepEqual(seen, Array.from({ length: 250 }, (_, n) => n))
  },

  'counts one message id once, also within a batch': async ({ server, reader }) => {
    const [person, messageId] = [freshId('person'), freshId('message')]
    const { analytics } = client(server.url, server.key)
    for (let n = 0; n < 3; n += 1) analytics.track({ userId: person, event: 'Again', messageId })
    await analytics.flush()
    analytics.track({ userId: person, event: 'Again', messageId })
    await analytics.closeAndFlush()
    await reader.exactly(1, person)
  },

  'counts once when the answer is lost': countsOnceWhenTheAnswerIsLost(sendOne),

  'counts once when the answer comes after its patience': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    proxy.next(lateAnswer(2_000))
    const { person, failures } = await sendOne(proxy, server.key, { httpRequestTimeout: 1_000 })
    assert.deepEqual(failures, [])
    assert.ok(proxy.posts().length >= 2)
    await reader.exactly(1, person)
  },

  'waits for a slow answer': waitsForASlowAnswer(sendOne),

  'comes back after 503': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    proxy.next(answer(503, { 'retry-after': '1' }))
    const { person, failures } = await sendOne(proxy, server.key)
    assert.deepEqual(failures, [])
    assert.deepEqual(proxy.posts().map((one) => one.status), [503, 200])
    assert.equal(proxy.posts()[1].headers['x-retry-count'], '1')
    await reader.exactly(1, person)
  },

  'comes back after 429, when it is told to': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    proxy.next(answer(429, { 'retry-after': '1' }))
    const { person, failures } = await sendOne(proxy, server.key)
    assert.deepEqual(failures, [])
    const [first, second] = proxy.posts()
    assert.deepEqual([first.status, second.status], [429, 200])
    assert.ok(second.at - first.at >= 990, `came back after ${second.at - first.at} ms`)
    await reader.exactly(1, person)
  },

  'is told at once that its key is wrong': isToldThatItsKeyIsWrong(sendOne, 'wk_nobody_has_this_one'),
})
