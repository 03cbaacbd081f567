// A server that goes away and comes back: SDKs wait for it, and what it knew it still knows.
import assert from 'node:assert/strict'
import { Analytics } from '@segment/analytics-node'
import { PostHog } from 'posthog-node'
import { basicAuth, freshId } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

const track = (server, body) =>
  fetch(`${server.url}/v1/track`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: basicAuth(server.key) }, body: JSON.stringify(body),
  })

// One after another: each takes the server away from the others.
suite('a server that restarts', {
  'is waited for': async ({ server, reader }) => {
    const [first, second] = [freshId('person'), freshId('person')]
    const failures = []
    const analytics = new Analytics({ writeKey: server.key, host: server.url })
    analytics.on('error', (error) => failures.push(error))
    const posthog = new PostHog(server.key, { host: server.url, fetchRetryDelay: 2_000, fetchRetryCount: 10 })
    posthog.on('error', (error) => failures.push(error))
    let sent
    await server.restart(async () => {
      for (let n = 0; n < 30; n += 1) {
        analytics.track({ userId: first, event: 'Waited', properties: { n } })
        posthog.capture({ distinctId: second, event: 'Waited', properties: { n } })
      }
      sent = Promise.all([analytics.closeAndFlush(), posthog.shutdown()])
    })
    await sent
    assert.deepEqual(failures, [])
    await reader.exactly(30, first)
    await reader.exactly(30, second)
  },

  'still has what it answered for, and knows it again': async ({ server, reader }) => {
    const [person, messageId] = [freshId('person'), freshId('message')]
    const body = { userId: person, event: 'Kept', messageId }
    assert.equal((await track(server, body)).status, 200)
    await server.restart()
    assert.equal((await track(server, body)).status, 200)
    await reader.exactly(1, person)
  },
}, { concurrency: 1 })
