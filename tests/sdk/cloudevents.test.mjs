// The CloudEvents SDK: binary, structured and batched messages with the key as a bearer token.
import assert from 'node:assert/strict'
import { CloudEvent, Mode, emitterFor, httpTransport } from 'cloudevents'
import { loseAnswer } from './harness/proxy.mjs'
import { assertRich, assertTime, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

const path = '/v1/cloudevents'
const source = '/shop/orders'

// The person stands in `subject`.
const about = (person, fields = {}) =>
  new CloudEvent({ type: 'com.shop.order.placed', source, subject: person, time: '2026-01-15T10:00:00.123Z', data: richProperties, ...fields })

const emitter = (url, mode, key) => {
  const emit = emitterFor(httpTransport(`${url}${path}`), { mode })
  return (event) => emit(event, { headers: { authorization: `Bearer ${key}` } })
}

const sendBatch = (server, events, key = server.key) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${key}` },
    body: JSON.stringify(events),
  })

suite('cloudevents', {
  'is taken in binary mode': async ({ server, reader, proxied }) => {
    const [person, proxy] = [freshId('person'), await proxied()]
    await emitter(proxy.url, Mode.BINARY, server.key)(about(person))
    assert.match(String(proxy.posts()[0].status), /^20/)
    const event = only(await reader.exactly(1, person), 'track', 'com.shop.order.placed')
    assertRich(event)
    assertTime(event, '2026-01-15T10:00:00.123Z', 1)
  },

  'is taken in structured mode': async ({ server, reader, proxied }) => {
    const [person, proxy] = [freshId('person'), await proxied()]
    await emitter(proxy.url, Mode.STRUCTURED, server.key)(about(person))
    assert.match(String(proxy.posts()[0].status), /^20/)
    const event = only(await reader.exactly(1, person), 'track', 'com.shop.order.placed')
    assertRich(event)
    assertTime(event, '2026-01-15T10:00:00.123Z', 1)
  },

  'is taken in batches of 250': async ({ server, reader }) => {
    const person = freshId('person')
    const events = Array.from({ length: 250 }, (_, n) => about(person, { data: { n } }))
    const response = await sendBatch(server, events)
    assert.ok(response.ok, `answered ${response.status}`)
    const seen = (await reader.exactly(250, person)).map((one) => one.properties.n).sort((a, b) => a - b)
    assert.deepEqual(seen, Array.from({ length: 250 }, (_, n) => n))
  },

  'counts one id of one source once, whatever its mode': async ({ server, reader }) => {
    const person = freshId('person')
    const event = about(person, { id: freshId('id') })
    await emitter(server.url, Mode.BINARY, server.key)(event)
    await emitter(server.url, Mode.STRUCTURED, server.key)(event)
    assert.ok((await sendBatch(server, [event, event])).ok)
    await reader.exactly(1, person)
  },

  'counts the same id of two sources twice': async ({ server, reader }) => {
    const [person, id] = [freshId('person'), freshId('id')]
    assert.ok((await sendBatch(server, [about(person, { id }), about(person, { id, source: '/shop/returns' })])).ok)
    await reader.exactly(2, person)
  },

  'counts once when the answer is lost and the sender tries again': async ({ server, reader, proxied }) => {
    const [person, proxy] = [freshId('person'), await proxied()]
    proxy.next(loseAnswer())
    const [emit, event] = [emitter(proxy.url, Mode.BINARY, server.key), about(person)]
    await assert.rejects(emit(event))
    await emit(event)
    await reader.exactly(1, person)
  },

  'takes an event without a time as of now': async ({ server, reader }) => {
    const person = freshId('person')
    const { time: _, ...event } = about(person).toJSON()
    assert.ok((await sendBatch(server, [event])).ok)
    const [stored] = await reader.exactly(1, person)
    assertTime(stored, Date.now(), 10_000)
  },

  'is refused with a wrong key': async ({ reader, server }) => {
    const person = freshId('person')
    assert.equal((await sendBatch(server, [about(person)], 'wk_nobody_has_this_one')).status, 401)
    await reader.exactly(0, person)
  },
})
