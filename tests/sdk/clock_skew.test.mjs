// Every SDK says when it sent; the difference to when that came in is how wrong its clock is.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { assertBetween, assertTime, basicAuth, freshId } from './harness/reader.mjs'
import { suite } from './harness/suite.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const hourMs = 3_600_000

async function sentWithShift({ server, reader }, sdk, shiftMs) {
  const person = freshId('person')
  const began = Date.now()
  await promisify(execFile)(process.execPath, ['--import', here('harness/shifted_clock.mjs'), here('harness/send_one.mjs'), sdk, server.url, server.key, person], {
    env: { ...process.env, WEND_CLOCK_SHIFT_MS: String(shiftMs) },
  })
  const [event] = await reader.exactly(1, person)
  assertBetween(event, began, Date.now())
}

const tests = {}
for (const sdk of ['segment', 'rudder', 'posthog', 'snowplow']) {
  tests[`${sdk}: an hour ahead`] = (place) => sentWithShift(place, sdk, hourMs)
  tests[`${sdk}: a day behind`] = (place) => sentWithShift(place, sdk, -24 * hourMs)
}

tests['a message that waited is as old as it was when it was sent'] = async ({ server, reader }) => {
  const [person, ahead] = [freshId('person'), 2 * hourMs]
  const sentAt = Date.now() + ahead
  const response = await fetch(`${server.url}/v1/batch`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: basicAuth(server.key) },
    body: JSON.stringify({
      sentAt: new Date(sentAt).toISOString(),
      batch: [{ type: 'track', event: 'Waited', userId: person, timestamp: new Date(sentAt - hourMs).toISOString() }],
    }),
  })
  await response.text()
  const [event] = await reader.exactly(1, person)
  assertTime(event, sentAt - ahead - hourMs)
}

suite('a clock that is wrong', tests, { concurrency: 2 })
