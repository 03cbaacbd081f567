import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { Reader } from '../../../tests/sdk/harness/reader.mjs';
import { startServer } from '../../../tests/sdk/harness/server.mjs';

export interface StoredEvent {
  event: string;
  type: string;
  time: string;
  channel: string;
  properties: Record<string, unknown>;
}

export interface Message {
  type: string;
  event?: string;
  messageId: string;
  anonymousId: string;
  userId?: string;
  timestamp: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context: { page: Record<string, string>; sessionId: string; campaign?: Record<string, string> };
}

interface Given {
  title?: string;
  head?: string;
  body?: string;
  /** Attributes of the script tag. */
  data?: Record<string, string>;
  headers?: Record<string, string>;
  /** Where the tracker sends to, when not to where it comes from. */
  host?: string;
  nonce?: string;
  /** In place of the usual script tag. */
  script?: string;
}

/** A server and, at another origin, a site whose pages have the tracker. */
export interface Place {
  server: Awaited<ReturnType<typeof startServer>>;
  reader: Reader;
  url: string;
  /** Sets what the site answers at this path, and gives its address. */
  put: (path: string, given?: Given) => string;
}

interface Visit {
  /** Opens a page of the site in a tab of its own, when the tracker is there. */
  open: (path: string, given?: Given) => Promise<Page>;
  context: BrowserContext;
  /** What was sent, also by beacon and also in vain. */
  messages: Message[];
  posts: string[];
  hosts: Set<string>;
  errors: string[];
}

const ready = (page: Page) => page.waitForFunction(() => typeof (window as unknown as { wend?: { version?: string } }).wend?.version === 'string');

export const test = base.extend<{ visit: Visit }, { place: Place }>({
  place: [
    async ({}, use) => {
      const server = await startServer();
      const pages = new Map<string, { html: string; headers: Record<string, string> }>();
      const site: HttpServer = createServer((request, response) => {
        const page = pages.get((request.url ?? '').split('?')[0] ?? '');
        if (request.url?.startsWith('/slow')) setTimeout(() => response.writeHead(200).end('late'), 6_000);
        else if (page) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
        else response.writeHead(404).end('not here');
      });
      await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
      const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
      const put = (path: string, { title = 'Shop', head = '', body = '<h1>Shop</h1>', data = {}, headers = {}, host, nonce, script }: Given = {}) => {
        const attributes = Object.entries({ key: server.key, ...(host ? { host } : {}), ...data }).map(([name, value]) => ` data-${name}="${value}"`).join('');
        const tag = script ?? `<script async${nonce ? ` nonce="${nonce}"` : ''} src="${server.url}/w.js"${attributes}></script>`;
        pages.set(path, { html: `<!doctype html><html lang="en"><head><title>${title}</title><link rel="icon" href="data:,">${head}${tag}</head><body>${body}</body></html>`, headers });
        return url + path;
      };
      await use({ server, reader: new Reader(server), url, put });
      site.closeAllConnections();
      await new Promise((done) => site.close(done));
      await server.stop();
    },
    { scope: 'worker' },
  ],
  visit: async ({ context, place }, use) => {
    const visit: Visit = {
      context,
      messages: [],
      posts: [],
      hosts: new Set(),
      errors: [],
      open: async (path, given) => {
        const page = await context.newPage();
        const address = given ? place.put(path.split(/[?#]/)[0]!, given) + path.slice(path.split(/[?#]/)[0]!.length) : place.url + path;
        await page.goto(address);
        await ready(page);
        return page;
      },
    };
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http')) visit.hosts.add(host);
      if (request.method() !== 'POST' || !request.url().endsWith('/v1/batch')) return;
      const body = request.postData() ?? '';
      visit.posts.push(body);
      visit.messages.push(...(JSON.parse(body) as { batch: Message[] }).batch);
    });
    context.on('weberror', (error) => visit.errors.push(error.error().message));
    await use(visit);
    const own = [new URL(place.server.url).hostname];
    expect.soft([...visit.hosts].filter((host) => !own.includes(host.split(':')[0]!)), 'requests to other hosts').toEqual([]);
  },
});

/** Calls the tracker in the page. */
export const wend = (page: Page, call: string, ...given: unknown[]): Promise<void> =>
  page.evaluate(([name, args]) => (window as unknown as { wend: Record<string, (...all: unknown[]) => void> }).wend[name as string]!(...(args as unknown[])), [call, given] as const);

/** Waits until the visitor is known to the browser. */
export async function anonymousId(page: Page): Promise<string> {
  const state = await page.waitForFunction(() => localStorage.wend as string | undefined);
  return (JSON.parse((await state.jsonValue()) as string) as { a: string }).a;
}

/** The events of a visitor, by one or more identifiers, in the store, oldest first, once all of these names are there. */
export async function arrived(place: Place, visitor: string | string[], ...names: string[]): Promise<StoredEvent[]> {
  let events: StoredEvent[] = [];
  await expect
    .poll(async () => {
      events = (await place.reader.eventsOf(...[visitor].flat())) as StoredEvent[];
      return names.filter((name) => !events.some((one) => one.event === name));
    }, { timeout: 15_000, message: `events of ${String(visitor)}` })
    .toEqual([]);
  return events;
}

/** The one event of this name. */
export function one(events: StoredEvent[], name: string): StoredEvent {
  const found = events.filter((event) => event.event === name);
  expect(found, `${name} among ${events.map((event) => event.event).join(', ')}`).toHaveLength(1);
  return found[0]!;
}

/** Sends what waits, once the title of the last page stands. */
export async function flushed(page: Page): Promise<void> {
  await page.waitForTimeout(250);
  await wend(page, 'flush');
}

export const named = (messages: Message[], name: string): Message[] => messages.filter((message) => message.event === name || message.type === name);

export { expect };
