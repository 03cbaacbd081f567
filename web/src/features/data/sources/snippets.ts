import { scriptTag, snippet } from '../snippet';

export interface SnippetPart {
  title: string;
  code: string;
}

export interface Sdk {
  id: string;
  name: string;
  /** Which kind of source it belongs to. */
  kind: 'browser' | 'sdk';
  /** What to know before pasting; one sentence. */
  note: string;
  parts: (origin: string, key: string) => SnippetPart[];
}

const quoted = (text: string) => JSON.stringify(text).replace(/^"|"$/g, "'");

function snowplow(origin: string, key: string): string {
  const { hostname, port, protocol } = new URL(origin);
  const place = [`endpoint: ${quoted(hostname)}`, `protocol: ${quoted(protocol.replace(':', ''))}`];
  if (port !== '') place.push(`port: ${port}`);
  return `import { newTracker, buildStructEvent } from '@snowplow/node-tracker'

const tracker = newTracker(
  { namespace: 'wend', appId: ${quoted(key)} },
  { ${place.join(', ')} },
)
tracker.setUserId('48102')
tracker.track(buildStructEvent({ category: 'shop', action: 'Order placed', value: 49.9 }))`;
}

/** Every way events come in without a file, in the order they are offered. */
export const sdks: Sdk[] = [
  {
    id: 'tracker',
    name: 'Wend tracker',
    kind: 'browser',
    note: 'Into the head of every page. Pages, clicks, forms and errors are then collected by themselves. The short form is for pages whose content security policy takes no script within the page.',
    parts: (origin, key) => [
      { title: 'HTML', code: snippet(origin, key) },
      { title: 'Short form', code: scriptTag(origin, key) },
    ],
  },
  {
    id: 'segment-browser',
    name: 'Segment, browser',
    kind: 'sdk',
    note: 'Only the address and the key change; every call stays as it is.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install @segment/analytics-next' },
      {
        title: 'JavaScript',
        code: `import { AnalyticsBrowser } from '@segment/analytics-next'

export const analytics = AnalyticsBrowser.load({
  writeKey: ${quoted(key)},
  cdnURL: ${quoted(origin)},
})
analytics.track('Order placed', { amount: 49.9 })`,
      },
    ],
  },
  {
    id: 'segment-node',
    name: 'Segment, Node',
    kind: 'sdk',
    note: 'Only the address and the key change; every call stays as it is.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install @segment/analytics-node' },
      {
        title: 'JavaScript',
        code: `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: ${quoted(key)}, host: ${quoted(origin)} })
analytics.track({ userId: '48102', event: 'Order placed', properties: { amount: 49.9 } })
await analytics.closeAndFlush()`,
      },
    ],
  },
  {
    id: 'rudderstack-browser',
    name: 'RudderStack, browser',
    kind: 'sdk',
    note: 'Wend takes the place of the data plane and of the control plane; the bundled package loads nothing from elsewhere.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install @rudderstack/analytics-js' },
      {
        title: 'JavaScript',
        code: `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'

export const analytics = new RudderAnalytics()
analytics.load(${quoted(key)}, ${quoted(origin)}, { configUrl: ${quoted(origin)} })
analytics.track('Order placed', { amount: 49.9 })`,
      },
    ],
  },
  {
    id: 'rudderstack-node',
    name: 'RudderStack, Node',
    kind: 'sdk',
    note: 'Wend takes the place of the data plane; every call stays as it is.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install @rudderstack/rudder-sdk-node' },
      {
        title: 'JavaScript',
        code: `import Analytics from '@rudderstack/rudder-sdk-node'

const analytics = new Analytics(${quoted(key)}, { dataPlaneUrl: ${quoted(origin)} })
analytics.track({ userId: '48102', event: 'Order placed', properties: { amount: 49.9 } })
analytics.flush()`,
      },
    ],
  },
  {
    id: 'posthog-js',
    name: 'PostHog, browser',
    kind: 'sdk',
    note: 'Feature flags and recordings are not answered; events, people and groups are.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install posthog-js' },
      {
        title: 'JavaScript',
        code: `import posthog from 'posthog-js'

posthog.init(${quoted(key)}, {
  api_host: ${quoted(origin)},
  disable_session_recording: true,
})
posthog.capture('Order placed', { amount: 49.9 })`,
      },
    ],
  },
  {
    id: 'posthog-node',
    name: 'PostHog, Node',
    kind: 'sdk',
    note: 'Feature flags are not answered; events, people and groups are.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install posthog-node' },
      {
        title: 'JavaScript',
        code: `import { PostHog } from 'posthog-node'

const posthog = new PostHog(${quoted(key)}, { host: ${quoted(origin)} })
posthog.capture({ distinctId: '48102', event: 'Order placed', properties: { amount: 49.9 } })
await posthog.shutdown()`,
      },
    ],
  },
  {
    id: 'snowplow',
    name: 'Snowplow, Node',
    kind: 'sdk',
    note: 'The key stands in the place of the application id.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install @snowplow/node-tracker' },
      { title: 'JavaScript', code: snowplow(origin, key) },
    ],
  },
  {
    id: 'snowplow-browser',
    name: 'Snowplow, browser',
    kind: 'sdk',
    note: 'The key stands in the place of the application id.',
    parts: (origin, key) => [
      { title: 'Install', code: 'npm install @snowplow/browser-tracker' },
      {
        title: 'JavaScript',
        code: `import { newTracker, trackPageView, trackStructEvent } from '@snowplow/browser-tracker'

newTracker('wend', ${quoted(origin)}, { appId: ${quoted(key)} })
trackPageView()
trackStructEvent({ category: 'shop', action: 'Order placed', value: 49.9 })`,
      },
    ],
  },
  {
    id: 'cloudevents',
    name: 'CloudEvents',
    kind: 'sdk',
    note: 'Structured, binary and batch mode of CloudEvents 1.0. The customer stands in the data, else in the subject.',
    parts: (origin, key) => [
      {
        title: 'Shell',
        code: `curl ${origin}/v1/cloudevents \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/cloudevents+json' \\
  -d '{"specversion": "1.0", "id": "order-1", "source": "/shop", "type": "Order placed",
       "data": {"user_id": "48102", "amount": 49.9}}'`,
      },
    ],
  },
  {
    id: 'curl',
    name: 'curl',
    kind: 'sdk',
    note: 'For anything that can send a request.',
    parts: (origin, key) => [
      {
        title: 'Shell',
        code: `curl ${origin}/v1/track -u ${key}: \\
  -H 'Content-Type: application/json' \\
  -d '{"event": "Order placed", "userId": "48102", "properties": {"amount": 49.9}}'`,
      },
    ],
  },
];

/** The way a source is installed: the one asked for, else the first of its kind. */
export function sdkFor(kind: 'browser' | 'sdk', asked: string | undefined): Sdk {
  const found = sdks.find(({ id }) => id === asked) ?? sdks.find((sdk) => sdk.kind === kind);
  return found ?? sdks[0]!;
}
