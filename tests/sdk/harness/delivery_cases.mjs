// What every SDK of a server must live through on its way here. `sendOne(proxy, key, options)` sends one event, waits until the
// SDK has it off its hands, and answers { person, failures }.
import assert from 'node:assert/strict'
import { answer, lateAnswer, loseAnswer } from './proxy.mjs'

export const countsOnceWhenTheAnswerIsLost = (sendOne) => async ({ server, reader, proxied }) => {
  const proxy = await proxied()
  proxy.next(loseAnswer())
  const { person, failures } = await sendOne(proxy, server.key)
  assert.deepEqual(failures, [])
  assert.equal(proxy.posts().length, 2)
  await reader.exactly(1, person)
}

export const waitsForASlowAnswer = (sendOne) => async ({ server, reader, proxied }) => {
  const proxy = await proxied()
  proxy.next(lateAnswer(700))
  const { person } = await sendOne(proxy, server.key)
  assert.equal(proxy.posts().length, 1)
  await reader.exactly(1, person)
}

export const comesBackAfter503And429 = (sendOne) => async ({ server, reader, proxied }) => {
  const proxy = await proxied()
  proxy.next(answer(503, { 'retry-after': '1' }), answer(429, { 'retry-after': '1' }))
  const { person, failures } = await sendOne(proxy, server.key)
  assert.deepEqual(failures, [])
  assert.deepEqual(proxy.posts().map((one) => one.status), [503, 429, 200])
  await reader.exactly(1, person)
}

export const isToldThatItsKeyIsWrong = (sendOne, key) => async ({ reader, proxied }) => {
  const proxy = await proxied()
  const { person, failures } = await sendOne(proxy, key)
  assert.deepEqual(proxy.posts().map((one) => one.status), [401])
  assert.equal(failures.length, 1)
  await reader.exactly(0, person)
}
