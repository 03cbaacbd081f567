// Sends one event by one SDK: node send_one.mjs SDK ORIGIN KEY PERSON
import { createRequire } from 'node:module'

const [sdk, origin, key, person] = process.argv.slice(2)
const event = 'Seen by a wrong clock'
const senders = {
  segment: async () => {
    const { Analytics } = await import('@segment/analytics-node')
    const analytics = new Analytics({ writeKey: key, host: origin })
    analytics.track({ userId: person, event })
    await analytics.closeAndFlush()
  },
  rudder: async () => {
    const Rudder = createRequire(import.meta.url)('@rudderstack/rudder-sdk-node')
    const analytics = new Rudder(key, { dataPlaneUrl: origin })
    analytics.track({ userId: person, event })
    await analytics.flush()
    await analytics.pendingFlush
  },
  posthog: async () => {
    const { PostHog } = await import('posthog-node')
    const posthog = new PostHog(key, { host: origin })
    posthog.capture({ distinctId: person, event })
    await posthog.shutdown()
  },
  snowplow: async () => {
    const { buildStructEvent, newTracker } = await import('@snowplow/node-tracker')
    const { hostname, port } = new URL(origin)
    const tracker = newTracker({ namespace: 'shop', appId: key }, { endpoint: hostname, protocol: 'http', port, bufferSize: 100 })
    tracker.setUserId(person)
    tracker.track(buildStructEvent({ category: 'Clock', action: event }))
    await tracker.flush()
  },
}
await senders[sdk]()
