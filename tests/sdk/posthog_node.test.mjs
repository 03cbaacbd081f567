// posthog-node with nothing set but its host; its first delay of 3 s is shortened.
import assert from 'node:assert/strict'
import { PostHog } from 'posthog-node'
import { comesBackAfter503And429, countsOnceWhenTheAnswerIsLost, isToldThatItsKeyIsWrong } from './harness/delivery_cases.mjs'
import { answer, lateAnswer } from './harness/proxy.mjs'
import { assertBetween, assertRich, assertTime, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

function client(url, key, settings = {}) {
  const failures = []
  const posthog = new PostHog(key, { host: url, fetchRetryDelay: 200, disableGeoip: false, ...settings })
  posthog.on('error', (error) => failures.push(error))
  return { posthog, failures }
}

async function sendOne(proxy, key, settings) {
  const person = freshId('person')
  const { posthog, failures } = client(proxy.url, key, settings)
  posthog.capture({ distinctId: person, event: 'Order placed', properties: { amount: 3 } })
  await posthog.shutdown()
  return { person, failures }
}

suite('posthog-node', {
  'sends every call, with gzip': async ({ server, reader, proxied }) => {
    const [user, visitor, company] = [freshId('user'), freshId('visitor'), freshId('company')]
    const proxy = await proxied()
    const { posthog, failures } = client(proxy.url, server.key)
    const began = Date.now()
    posthog.capture({ distinctId: user, event: 'Order placed', properties: richProperties })
    posthog.capture({ distinctId: user, event: '$pageview', properties: { $current_url: 'https://shop.example/basket' } })
    posthog.capture({ distinctId: user, event: '$screen', properties: { $screen_name: 'Basket' } })
    posthog.identify({ distinctId: user, properties: { $set: { name: 'Ayşe Yılmaz', plan: 'pro' }, $set_once: { first: 1 } } })
    posthog.alias({ distinctId: user, alias: visitor })
    posthog.groupIdentify({ groupType: 'company', groupKey: company, distinctId: user, properties: { industry: 'Handel' } })
    posthog.setPersonProperties({ distinctId: user, properties: { city: 'Kiel' } })
    posthog.captureException(new Error('The card was refused'), user)
    await posthog.captureImmediate({ distinctId: visitor, event: 'Page seen', properties: richProperties })
    await posthog.shutdown()
    assert.deepEqual(failures, [])
    for (const post of proxy.posts().filter((one) => one.path.startsWith('/batch'))) assert.equal(post.headers['content-encoding'], 'gzip')

    const events = await reader.exactly(9, user, visitor)
    assertRich(only(events, 'track', 'Order placed'))
    assertRich(only(events, 'track', 'Page seen'))
    for (const event of events) assertBetween(event, began, Date.now())
    assert.equal(only(events, 'page').properties.$current_url ?? only(events, 'page').properties.url, 'https://shop.example/basket')
    assert.match(JSON.stringify(only(events, 'screen')), /Basket/)
    assert.match(JSON.stringify(only(events, 'alias')), new RegExp(visitor))
    assert.match(JSON.stringify(only(events, 'group')), new RegExp(company))
    const [customer] = await reader.customersOf(user)
    assert.equal(customer.name, 'Ayşe Yılmaz')
  },

  'answers for feature flags, of which there are none': async ({ server, proxied }) => {
    const proxy = await proxied()
    const { posthog, failures } = client(proxy.url, server.key)
    const person = freshId('person')
    assert.deepEqual(await posthog.getAllFlags(person), {})
    assert.ok(!(await posthog.isFeatureEnabled('new-checkout', person, { sendFeatureFlagEvents: false })))
    await posthog.shutdown()
    assert.deepEqual(failures, [])
    const flags = proxy.posts().filter((one) => one.path.startsWith('/flags'))
    assert.ok(flags.length > 0)
    for (const post of flags) assert.equal(post.status, 200)
  },

  'keeps the times that the sender gives': async ({ server, reader }) => {
    const person = freshId('person')
    const { posthog } = client(server.url, server.key)
    const times = ['2026-01-15T10:00:00.123Z', '2020-02-29T00:00:00.000Z']
    times.forEach((time, index) => posthog.capture({ distinctId: person, event: `Then ${index}`, timestamp: new Date(time) }))
    await posthog.shutdown()
    const events = await reader.exactly(2, person)
    times.forEach((time, index) => assertTime(only(events, 'track', `Then ${index}`), time))
  },

  'brings 250 events over once each, in batches': async ({ server, reader, proxied }) => {
    const [event, person] = [freshId('Viewed'), freshId('person')]
    const proxy = await proxied()
    const { posthog, failures } = client(proxy.url, server.key)
    for (let n = 0; n < 250; n += 1) posthog.capture({ distinctId: `${person}-${n % 10}`, event, properties: { n } })
    await posthog.shutdown()
    assert.deepEqual(failures, [])
    await reader.exactlyNamed(250, event)
    const seen = (await reader.eventsOf(person)).map((one) => one.properties.n).sort((a, b) => a - b)
    assert.deepEqual(seen, Array.from({ length: 250 }, (_, n) => n))
  },

  'halves a batch that is answered 413, and brings over every event once': async ({ server, reader, proxied }) => {
    const [event, person] = [freshId('Viewed'), freshId('person')]
    const proxy = await proxied()
    proxy.next(answer(413), answer(413))
    const { posthog, failures } = client(proxy.url, server.key, { flushAt: 1_000 })
    for (let n = 0; n < 100; n += 1) posthog.capture({ distinctId: person, event, properties: { n } })
    await posthog.shutdown()
    assert.deepEqual(failures, [])
    assert.deepEqual(proxy.posts().slice(0, 3).map((one) => one.status), [413, 413, 200])
    await reader.exactlyNamed(100, event)
  },

  'counts one uuid once': async ({ server, reader }) => {
    const person = freshId('person')
    const { posthog } = client(server.url, server.key)
    const uuid = crypto.randomUUID()
    for (let n = 0; n < 3; n += 1) await posthog.captureImmediate({ distinctId: person, event: 'Again', uuid })
    await posthog.shutdown()
    await reader.exactly(1, person)
  },

  'counts once when the answer is lost': countsOnceWhenTheAnswerIsLost(sendOne),

  'counts once when the answer comes after its patience': async ({ server, reader, proxied }) => {
    const proxy = await proxied()
    proxy.next(lateAnswer(2_000))
    const { person } = await sendOne(proxy, server.key, { requestTimeout: 1_000 })
    assert.ok(proxy.posts().length >= 2)
    await reader.exactly(1, person)
  },

  'comes back after 503 and after 429': comesBackAfter503And429(sendOne),

  'is told at once that its key is wrong': isToldThatItsKeyIsWrong(sendOne, 'phc_nobody_has_this_one'),
})
