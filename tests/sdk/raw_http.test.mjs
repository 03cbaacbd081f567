// What no SDK sends but somebody will: curl, beacons, pixels, and bodies that are not what they say.
import assert from 'node:assert/strict'
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { assertRich, assertTime, basicAuth, freshId, only, richProperties } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

const json = { 'content-type': 'application/json' }
const send = (server, path, body, headers = {}) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...json, authorization: basicAuth(server.key), ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  })

// A refusal says what is wrong in words, as application/problem+json, and the server goes on.
async function refused(response, ...statuses) {
  const text = await response.text()
  assert.ok(statuses.includes(response.status), `answered ${response.status}, not ${statuses.join(' or ')}: ${text.slice(0, 300)}`)
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
  const problem = JSON.parse(text)
  assert.ok(problem.code && problem.detail, text)
  return problem
}

// Writes bytes as they are and answers what came back until the connection ended or was silent.
function raw(server, bytes, silentMs = 1_500) {
  return new Promise((done, failed) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(bytes))
    let said = ''
    socket.setTimeout(silentMs, () => socket.destroy())
    socket.on('data', (part) => (said += part))
    socket.on('error', (error) => (error.code === 'ECONNRESET' ? done(said) : failed(error)))
    socket.on('close', () => done(said))
  })
}

const alive = async (server) => assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
const nested = (depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

suite('by hand', {
  'takes one call a path, the key as user name or in the body': async ({ server, reader }) => {
    const person = freshId('person')
    const bodies = {
      track: { event: 'Order placed', properties: richProperties }, identify: { traits: { plan: 'pro' } }, page: { name: 'Start' },
      screen: { name: 'Basket' }, group: { groupId: 'g-1', traits: {} }, alias: { previousId: freshId('visitor') },
    }
    const letters = { track: 't', identify: 'i', page: 'p', screen: 's', group: 'g', alias: 'a' }
    for (const [call, body] of Object.entries(bodies)) {
      assert.equal((await send(server, `/v1/${call}`, { userId: person, ...body })).status, 200, call)
      const writeKey = server.key
      const beacon = JSON.stringify({ userId: person, writeKey, messageId: freshId('message'), ...body })
      const response = await fetch(`${server.url}/v1/${letters[call]}`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: beacon })
      assert.equal(response.status, 200, letters[call])
    }
    const events = await reader.exactly(12, person)
    for (const call of Object.keys(bodies)) assert.equal(events.filter((one) => one.type === call).length, 2, call)
  },

  'takes a batch as application/json, as text/plain and under one letter': async ({ server, reader }) => {
    const person = freshId('person')
    const batch = (n) => ({ batch: [{ type: 'track', event: `B${n}`, userId: person }], writeKey: server.key })
    assert.equal((await send(server, '/v1/batch', batch(1))).status, 200)
    const plain = (path, n) => fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: JSON.stringify(batch(n)) })
    assert.equal((await plain('/v1/batch', 2)).status, 200)
    assert.equal((await plain('/v1/b', 3)).status, 200)
    await reader.exactly(3, person)
  },

  'takes a pixel and answers with a picture': async ({ server, reader }) => {
    const person = freshId('person')
    const data = Buffer.from(JSON.stringify({ writeKey: server.key, userId: person, event: 'Mail opened', properties: richProperties })).toString('base64')
    const response = await fetch(`${server.url}/v1/pixel/track?data=${encodeURIComponent(data)}`)
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type'), /^image\//)
    assert.match(response.headers.get('cache-control') ?? '', /no-store|no-cache|private/)
    // A picture that keeps to its own origin is not shown in a mail or on a page.
    assert.ok([null, 'cross-origin'].includes(response.headers.get('cross-origin-resource-policy')))
    assert.ok((await response.arrayBuffer()).byteLength > 0)
    assertRich((await reader.exactly(1, person))[0])
  },

  'takes gzip that is announced, and gzip that is not': async ({ server, reader }) => {
    const person = freshId('person')
    const body = gzipSync(JSON.stringify({ event: 'Zipped', userId: person, messageId: freshId('m') }))
    assert.equal((await send(server, '/v1/track', body, { 'content-encoding': 'gzip' })).status, 200)
    const plain = gzipSync(JSON.stringify([{ event: 'Zipped', properties: { distinct_id: person, token: server.key }, uuid: crypto.randomUUID() }]))
    const response = await fetch(`${server.url}/e/?compression=gzip-js`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: plain })
    assert.equal(response.status, 200)
    await reader.exactly(2, person)
  },

  'takes base64 in a form, as older browsers send it': async ({ server, reader }) => {
    const person = freshId('person')
    const event = { event: 'In a form', properties: { distinct_id: person, token: server.key, ...richProperties } }
    const data = Buffer.from(JSON.stringify(event)).toString('base64')
    const response = await fetch(`${server.url}/e/?compression=base64`, {
      method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `data=${encodeURIComponent(data)}`,
    })
    assert.equal(response.status, 200)
    assertRich((await reader.exactly(1, person))[0])
  },

  'takes PostHog events at each of its paths': async ({ server, reader }) => {
    const person = freshId('person')
    const paths = ['/batch', '/batch/', '/capture', '/capture/', '/e', '/e/', '/i/v0/e', '/i/v0/e/']
    for (const [n, path] of paths.entries()) {
      const event = { event: `At ${n}`, distinct_id: person, properties: { n } }
      const body = path.startsWith('/batch') ? { api_key: server.key, batch: [event] } : { api_key: server.key, ...event }
      const response = await fetch(`${server.url}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) })
      assert.equal(response.status, 200, path)
      // posthog-js takes any other 2xx for a failure and reads the answer as JSON.
      assert.doesNotThrow(JSON.parse.bind(null, await response.text()), path)
    }
    await reader.exactly(paths.length, person)
  },

  'counts a message once that comes in two batches at the same time': async ({ server, reader }) => {
    const person = freshId('person')
    const batch = Array.from({ length: 50 }, (_, n) => ({ type: 'track', event: 'Raced', userId: person, messageId: freshId(`m${n}`) }))
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(server, '/v1/batch', { batch })))
    for (const response of answers) assert.equal(response.status, 200)
    await reader.exactly(50, person)
  },

  'keeps the same message id of two sources apart': async ({ server, reader }) => {
    const [person, messageId, other] = [freshId('person'), freshId('message'), server.newKey('other shop')]
    const body = { event: 'Same id', userId: person, messageId }
    assert.equal((await send(server, '/v1/track', body)).status, 200)
    assert.equal((await send(server, '/v1/track', body, { authorization: basicAuth(other) })).status, 200)
    await reader.exactly(2, person)
  },

  'takes the good events of a batch that has bad ones': async ({ server, reader }) => {
    const person = freshId('person')
    const good = (n) => ({ type: 'track', event: `Good ${n}`, userId: person })
    const bad = [{ type: 'track', event: 'Nobody' }, { type: 'track', userId: person }, { type: 'dance', userId: person }, 7, null, []]
    const response = await send(server, '/v1/batch', { batch: [good(1), ...bad, good(2)] })
    assert.equal(response.status, 200)
    const events = await reader.exactly(2, person)
    only(events, 'track', 'Good 1')
    only(events, 'track', 'Good 2')
  },

  'takes ids, times and message ids of the wrong kind for what they can be': async ({ server, reader }) => {
    const number = Number(`8${Date.now()}`)
    assert.equal((await send(server, '/v1/track', { userId: number, event: 'Number' })).status, 200)
    const person = freshId('person')
    for (const messageId of ['', '  ', 17]) assert.equal((await send(server, '/v1/track', { userId: person, event: `Id ${messageId}`, messageId })).status, 200)
    const receivedAt = '2001-01-01T00:00:00Z'
    const sent = Date.now()
    assert.equal((await send(server, '/v1/track', { userId: person, event: 'Preset', receivedAt, messageId: freshId('m') })).status, 200)
    await reader.exactly(1, String(number))
    assertTime(only(await reader.exactly(4, person), 'track', 'Preset'), sent, 10_000)
  },

  'does not stumble over half of a character': async ({ server, reader }) => {
    const person = freshId('person')
    const response = await send(server, '/v1/track', `{"userId":"${person}","event":"Half","properties":{"a":"x\\ud800y","b":"\\u0000"}}`)
    assert.ok([200, 400, 422].includes(response.status), `answered ${response.status}`)
    const bytes = Buffer.concat([Buffer.from(`{"userId":"${person}","event":"`), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"}')])
    assert.ok([200, 400, 422].includes((await send(server, '/v1/track', bytes)).status))
    await alive(server)
    await reader.caughtUp()
    await reader.eventsOf(person)
  },

  'takes an empty batch': async ({ server }) => {
    assert.equal((await send(server, '/v1/batch', { batch: [] })).status, 200)
  },

  'refuses what is no JSON, and no object': async ({ server }) => {
    await refused(await send(server, '/v1/track', '{"userId":'), 400)
    await refused(await send(server, '/v1/track', ''), 400)
    await refused(await send(server, '/v1/track', '[1,2]'), 400, 422)
    await refused(await send(server, '/v1/batch', { batch: 7 }), 400, 422)
    await refused(await send(server, '/v1/batch', {}), 400, 422)
  },

  'refuses one call without a person or an event': async ({ server }) => {
    await refused(await send(server, '/v1/track', { event: 'Nobody' }), 400, 422)
    await refused(await send(server, '/v1/track', { userId: freshId('person') }), 400, 422)
  },

  'refuses JSON of a depth that nobody means': async ({ server }) => {
    await refused(await send(server, '/v1/track', `{"userId":"u","event":"Deep","properties":${nested(100_000)}}`), 400, 413, 422)
    await refused(await send(server, '/v1/track', '['.repeat(1_000_000)), 400, 413, 422)
    await alive(server)
  },

  'refuses gzip that is none, ends early or swells': async ({ server }) => {
    const zip = { 'content-encoding': 'gzip' }
    const body = gzipSync(JSON.stringify({ userId: 'u', event: 'Cut', properties: { text: 'x'.repeat(10_000) } }))
    await refused(await send(server, '/v1/track', 'not gzip at all', zip), 400)
    await refused(await send(server, '/v1/track', body.subarray(0, body.length / 2), zip), 400)
    await refused(await send(server, '/v1/track', gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), zip), 413)
    await refused(await send(server, '/v1/track', '{}', { 'content-encoding': 'br' }), 400, 415)
    await alive(server)
  },

  'refuses a body of 33 MB before it has read it': async ({ server }) => {
    const length = 33 * 1024 * 1024
    const head = (extra) => `POST /v1/batch HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ncontent-type: application/json\r\nauthorization: ${basicAuth(server.key)}\r\n${extra}\r\n`
    assert.match(await raw(server, head(`content-length: ${length}\r\n`)), /^HTTP\/1\.1 413 /)
    assert.match(await raw(server, head('content-length: 99999999999999999999999\r\n')), /^HTTP\/1\.1 4(00|13) /)
    await alive(server)
  },

  'stays well while a body of 33 MB is poured in': async ({ server }) => {
    // The answer may come, and the connection end, while the sender is still writing.
    const status = await send(server, '/v1/batch', new Uint8Array(33 * 1024 * 1024).fill(0x20)).then((response) => response.status, () => 413)
    assert.equal(status, 413)
    await alive(server)
  },

  'does not take a body that is shorter than it says, or framed wrongly': async ({ server, reader }) => {
    const person = freshId('person')
    const body = JSON.stringify({ userId: person, event: 'Short' })
    const head = `POST /v1/track HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ncontent-type: application/json\r\nauthorization: ${basicAuth(server.key)}\r\n`
    const said = await raw(server, `${head}content-length: ${body.length + 50}\r\n\r\n${body}`)
    assert.doesNotMatch(said, /^HTTP\/1\.1 200/)
    await reader.exactly(0, person)
    assert.match(await raw(server, `${head}content-length: -5\r\n\r\n${body}`), /^HTTP\/1\.1 400 /)
    assert.match(await raw(server, `${head}transfer-encoding: chunked\r\n\r\nzz\r\n${body}\r\n0\r\n\r\n`), /^HTTP\/1\.1 400 /)
  },

  'takes what follows a longer body for another request, and refuses it': async ({ server, reader }) => {
    const person = freshId('person')
    const body = JSON.stringify({ userId: person, event: 'Long' })
    const head = `POST /v1/track HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ncontent-type: application/json\r\nauthorization: ${basicAuth(server.key)}\r\n`
    const said = await raw(server, `${head}content-length: ${body.length}\r\n\r\n${body}and more\r\n\r\n`)
    assert.match(said, /^HTTP\/1\.1 200/)
    assert.match(said, /HTTP\/1\.1 400/)
    await reader.exactly(1, person)
  },

  'refuses a wrong key, a missing one, and a token that is none': async ({ server }) => {
    const body = { userId: 'u', event: 'Order placed' }
    await refused(await send(server, '/v1/track', body, { authorization: basicAuth('wk_nobody_has_this_one') }), 401)
    await refused(await send(server, '/v1/track', body, { authorization: `Bearer ${server.token}` }), 401, 403)
    await refused(await send(server, '/v1/track', body, { authorization: 'Basic ???' }), 401)
    await refused(await fetch(`${server.url}/v1/track`, { method: 'POST', headers: json, body: JSON.stringify(body) }), 401)
  },

  'does not let a write key read': async ({ server }) => {
    for (const authorization of [basicAuth(server.key), `Bearer ${server.key}`]) {
      const response = await fetch(`${server.url}/api/v1/customers`, { headers: { authorization } })
      assert.ok([401, 403].includes(response.status), `answered ${response.status}`)
    }
  },

  'refuses paths and methods that are none': async ({ server }) => {
    await refused(await send(server, '/v1/trak', { userId: 'u', event: 'x' }), 404)
    for (const [method, path] of [['GET', '/v1/track'], ['DELETE', '/v1/batch'], ['PUT', '/e/']]) {
      const { status } = await fetch(`${server.url}${path}`, { method })
      assert.ok([404, 405].includes(status), `${method} ${path} answered ${status}`)
    }
  },

  'lets pages of any origin send, and tell when to come back': async ({ server }) => {
    const origin = 'https://shop.example'
    const asked = 'authorization,content-type,x-retry-count'
    for (const path of ['/v1/t', '/v1/b', '/v1/track', '/v1/batch', '/e/', '/batch/', '/flags/']) {
      const preflight = await fetch(`${server.url}${path}`, {
        method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
      })
      assert.ok(preflight.ok, `${path} answered ${preflight.status}`)
      assert.ok([origin, '*'].includes(preflight.headers.get('access-control-allow-origin')), path)
      assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/)
      const allowed = (preflight.headers.get('access-control-allow-headers') ?? '').toLowerCase()
      for (const header of asked.split(',')) assert.ok(allowed.includes(header), `${path} does not allow ${header}`)
    }
    const sent = await send(server, '/v1/track', { userId: freshId('person'), event: 'From a page' }, { origin })
    assert.ok([origin, '*'].includes(sent.headers.get('access-control-allow-origin')))
    assert.match(sent.headers.get('access-control-expose-headers') ?? '', /retry-after/i)
    // A refusal that a page may not read looks like a broken network, and is tried again.
    const wrong = await send(server, '/v1/track', { userId: 'u', event: 'x' }, { origin, authorization: basicAuth('wk_nobody_has_this_one') })
    assert.ok([origin, '*'].includes(wrong.headers.get('access-control-allow-origin')))
  },

  'does not open its own interface to pages of other origins': async ({ server }) => {
    const response = await fetch(`${server.url}/api/v1/status`, { headers: { origin: 'https://shop.example', authorization: `Bearer ${server.token}` } })
    assert.equal(response.headers.get('access-control-allow-origin'), null)
  },
})
