import { expect, it } from 'vitest';
import { sdkFor, sdks } from './snippets';

const code = (id: string, origin = 'https://wend.example.org', key = 'wk_1') =>
  sdks.find((sdk) => sdk.id === id)?.parts(origin, key).at(-1)?.code ?? '';

it('puts the address and the key into every snippet', () => {
  for (const { id } of sdks) {
    const text = code(id);
    expect(text, id).toContain('wk_1');
    expect(text, id).toContain('wend.example.org');
    expect(text, id).not.toMatch(/undefined|HOST|KEY/);
  }
});

it('names what each SDK calls its address', () => {
  expect(code('segment-node')).toContain("new Analytics({ writeKey: 'wk_1', host: 'https://wend.example.org' })");
  expect(code('segment-browser')).toContain("cdnURL: 'https://wend.example.org'");
  expect(code('rudderstack-node')).toContain("new Analytics('wk_1', { dataPlaneUrl: 'https://wend.example.org' })");
  expect(code('rudderstack-browser')).toContain("'wk_1', 'https://wend.example.org', { configUrl: 'https://wend.example.org' }");
  expect(code('snowplow-browser')).toContain("newTracker('wend', 'https://wend.example.org', { appId: 'wk_1' })");
  expect(code('posthog-js')).toContain("api_host: 'https://wend.example.org'");
  expect(code('posthog-node')).toContain("new PostHog('wk_1', { host: 'https://wend.example.org' })");
});

it('takes the address apart for Snowplow', () => {
  expect(code('snowplow')).toContain("{ endpoint: 'wend.example.org', protocol: 'https' }");
  expect(code('snowplow', 'http://127.0.0.1:8080')).toContain("{ endpoint: '127.0.0.1', protocol: 'http', port: 8080 }");
});

it('falls back to the first way of a kind', () => {
  expect(sdkFor('sdk', 'posthog-js').id).toBe('posthog-js');
  expect(sdkFor('sdk', 'nonsense').id).toBe('segment-browser');
  expect(sdkFor('browser', undefined).id).toBe('tracker');
});
