// What every suite needs: a server, a reader, and proxies that go away with their test.
import { after, before, describe, test } from 'node:test'
import { startProxy } from './proxy.mjs'
import { Reader } from './reader.mjs'
import { startServer } from './server.mjs'

const testMs = 45_000

// Tests of a suite run side by side: most of their time is an SDK waiting before it tries again.
export function suite(name, tests, { prepare, cleanUp, concurrency = 6 } = {}) {
  describe(name, { concurrency }, () => {
    const place = {}
    before(async () => {
      place.server = await startServer()
      await prepare?.(place)
    })
    after(async () => {
      await cleanUp?.(place)
      await place.server?.stop()
    })
    for (const [title, run] of Object.entries(tests)) {
      test(`${name}: ${title}`, { timeout: testMs }, async (t) => {
        const proxied = async (options) => {
          const proxy = await startProxy(place.server, options)
          t.after(() => proxy.stop())
          return proxy
        }
        const reader = new Reader(place.server)
        await run({ ...place, reader, t, proxied })
        reader.report(t)
      })
    }
  })
}
