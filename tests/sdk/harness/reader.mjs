// Reads back what the server made of the events it was sent.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'

// The promise is 2 s from the answer to the query; a loaded machine gets some more before a test fails.
const promisedMs = 2_000
const patienceMs = 5_000
const pollMs = 100

export const freshId = (prefix) => `${prefix}-${randomBytes(8).toString('hex')}`
export const basicAuth = (key) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

export class Reader {
  constructor(server) {
    this.server = server
    this.slowestMs = 0
  }

  async call(path, body) {
    const response = await fetch(`${this.server.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${this.server.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    })
    const text = await response.text()
    // Many tests ask at once; the API may tell them to go slower.
    if (response.status === 429) {
      await pause(Number(response.headers.get('retry-after')) * 1_000)
      return this.call(path, body)
    }
    assert.equal(response.status, 200, `${path} answered ${response.status}: ${text}`)
    return JSON.parse(text)
  }

  // How many events of this name there are, and by how many customers.
  async countOf(event) {
    const { result } = await this.call('/api/v1/query', { kind: 'events', search: event })
    const row = result.events.find((one) => one.event === event)
    return { count: row?.count ?? 0, people: row?.people ?? 0 }
  }

  // The customers that have one of these identities. A fresh identity is nobody else's prefix.
  async customersOf(...identities) {
    const found = new Map()
    for (const identity of identities) {
      const { items } = await this.call(`/api/v1/customers?search=${encodeURIComponent(identity)}`)
      for (const item of items) found.set(item.id, item)
    }
    return [...found.values()]
  }

  // All events of the customers that have one of these identities, oldest first.
  async eventsOf(...identities) {
    const events = []
    for (const { id } of await this.customersOf(...identities)) {
      let cursor = ''
      do {
        const page = await this.call(`/api/v1/customers/${id}/events?order=asc&limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
        events.push(...page.items)
        cursor = page.next_cursor
      } while (cursor)
    }
    return events
  }

  // Waits until everything that was answered before this call can be queried: an event sent last is seen last.
  async caughtUp() {
    const marker = freshId('marker')
    const response = await fetch(`${this.server.url}/v1/track`, {
      method: 'POST',
      headers: { authorization: basicAuth(this.server.key), 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'Marker', userId: marker, messageId: marker }),
    })
    assert.equal(response.status, 200, `the marker was answered with ${response.status}`)
    const answered = Date.now()
    while ((await this.customersOf(marker)).length === 0) {
      assert.ok(Date.now() - answered < patienceMs, `an event is not visible ${patienceMs} ms after its answer`)
      await pause(pollMs)
    }
    this.slowestMs = Math.max(this.slowestMs, Date.now() - answered)
  }

  // Waits for these customers' events and asserts how many there are: as many, and no more.
  async exactly(count, ...identities) {
    await this.caughtUp()
    const events = await this.eventsOf(...identities)
    assert.equal(events.length, count, `events of ${identities.join(', ')}: ${events.map((one) => `${one.type} ${one.event}`).join(', ')}`)
    return events
  }

  async exactlyNamed(count, event) {
    await this.caughtUp()
    assert.equal((await this.countOf(event)).count, count, `events called ${event}`)
  }

  // For events whose sender does not say when it is done, such as a page that is being closed.
  async eventually(count, ...identities) {
    const began = Date.now()
    const limit = patienceMs * 4
    while ((await this.eventsOf(...identities)).length < count && Date.now() - began < limit) await pause(pollMs)
    return this.exactly(count, ...identities)
  }

  report(t) {
    const verdict = this.slowestMs > promisedMs ? `: more than the promised ${promisedMs} ms` : ''
    t.diagnostic(`visible at most ${this.slowestMs} ms after the answer${verdict}`)
  }
}

// The one event of this type and, when given, name.
export function only(events, type, name) {
  const found = events.filter((one) => one.type === type && (name === undefined || one.event === name))
  assert.equal(found.length, 1, `${type} ${name ?? ''} among ${events.map((one) => `${one.type} ${one.event}`).join(', ')}`)
  return found[0]
}

// Values that get lost in transit where an encoding is guessed or a tree is flattened.
export const richProperties = {
  title: 'Größe ✓ 漢字 🛒 "quoted" \\ back\nline',
  amount: 12.5,
  count: 9007199254740991,
  yes: true,
  nothing: null,
  nested: { list: [1, { deep: 'tief' }, []], text: 'x' },
}

export function assertRich(event) {
  const { nothing, ...others } = richProperties
  for (const [name, value] of Object.entries(others)) assert.deepEqual(event.properties[name], value, `property ${name} of ${event.event}`)
  assert.equal(event.properties.nothing ?? null, nothing)
}

// `within` allows for what the journey to the server takes, as the clocks' difference is measured with it.
export const slackMs = 10_000
export function assertTime(event, expected, within = slackMs) {
  const off = Date.parse(event.time) - new Date(expected).getTime()
  assert.ok(Math.abs(off) <= within, `${event.type} ${event.event} is at ${event.time}, ${off} ms from ${new Date(expected).toISOString()}`)
}

// For what happened over a span: no time may lie outside of it.
export const assertBetween = (event, began, ended) => assertTime(event, (began + ended) / 2, (ended - began) / 2 + slackMs)

// For what waited for a network: it keeps the time at which it happened.
export function assertBefore(event, moment) {
  assert.ok(Date.parse(event.time) < moment, `${event.event} is at ${event.time}, not before ${new Date(moment).toISOString()}`)
}
