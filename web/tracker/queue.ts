import { consent } from './consent';
import { options } from './options';
import { attempt, guarded, now, stringify, win } from './safe';
import { alone, drop, keys, put, take } from './shelf';

const batchMessages = 20;
const batchEveryMs = 5_000;
/** Browsers send at most 64 KiB after a page, of all its requests together, and a letter takes up to three bytes. */
const keepaliveLetters = 20_000;
const firstRetryMs = 1_000;
const retryMsMax = 300_000;
const retryAfterMsMax = 3_600_000;

/** Messages as JSON, not yet sent. */
let fresh: string[] = [];
/** The batch under way, and its key on the shelf once the page was being left. */
let flying: string | undefined;
let shelved: string | undefined;
let timer: number | undefined;
let failures = 0;
let retryAt = 0;
let busy = false;

// As it is before anybody listens to it.
const request = win.fetch;
const bodyOf = (batch: string): string =>
  `{"writeKey":${stringify(options.key)},"sentAt":"${now()}","batch":[${batch}]}`;
const address = (): string => `${options.host}/v1/batch`;

/** The messages of the next batch, which may go with keepalive unless a single one is too large for it. */
function nextBatch(): string {
  let letters = 0;
  const end = fresh.findIndex((text, index) => (letters += text.length) > keepaliveLetters && index > 0);
  return fresh.splice(0, Math.min(batchMessages, end < 0 ? batchMessages : end)).join();
}

/** How long to wait after so many failures, or as long as the server says. */
export function retryDelayMs(retryAfter: string | null | undefined, failure: number): number {
  const wanted = Number(retryAfter) * 1_000 || Date.parse(retryAfter as string) - Date.now();
  if (wanted > 0) return Math.min(wanted, retryAfterMsMax);
  return Math.min(firstRetryMs * 2 ** (failure - 1), retryMsMax) * (1 + Math.random());
}

/** True when there is nothing more to do for this batch: it was taken, or will never be. */
async function post(batch: string): Promise<boolean> {
  const body = bodyOf(batch);
  let response: Response | undefined;
  try {
    // A text goes as text/plain, which no browser asks about beforehand.
    response = await request.call(win, address(), { method: 'POST', body, keepalive: body.length < keepaliveLetters * 1.05, credentials: 'omit' });
  } catch {
    // No connection: the same as an answer that asks for patience.
  }
  const status = response?.status ?? 500;
  if (status >= 500 || status === 429) {
    failures += 1;
    retryAt = Date.now() + retryDelayMs(response?.headers.get('Retry-After'), failures);
    return false;
  }
  failures = 0;
  return true;
}

function schedule(inMs: number): void {
  timer ??= win.setTimeout(() => {
    timer = undefined;
    flush();
  }, inMs);
}

async function drain(): Promise<void> {
  for (const key of keys()) {
    const batch = take(key);
    if (batch && !(await post(batch))) return;
    drop(key);
  }
}

async function sendAll(): Promise<void> {
  while (fresh.length > 0) {
    flying = nextBatch();
    const sent = Date.now() >= retryAt && (await post(flying));
    if (!sent) shelved ??= flying && put(flying);
    else if (shelved) drop(shelved);
    flying = shelved = undefined;
  }
  if (Date.now() >= retryAt && keys().length > 0) await alone(drain);
}

export const flush = guarded(() => {
  if (busy || !/granted|cookieless/.test(consent())) return;
  busy = true;
  const done = () => {
    busy = false;
    win.clearTimeout(timer);
    timer = undefined;
    if (fresh.length > 0) flush();
    else if (keys().length > 0) schedule(Math.max(retryAt - Date.now(), firstRetryMs));
  };
  sendAll().then(done, done);
});

export function enqueue(message: string): void {
  if (fresh.push(message) < batchMessages) schedule(batchEveryMs);
  else flush();
}

/** The page is being left: what is not sent goes by beacon, or waits for the next page. */
export function bail(): void {
  // Nobody will hear its answer; the next page repeats it, and it counts once.
  shelved ??= flying && put(flying);
  while (fresh.length > 0) {
    const batch = nextBatch();
    if (failures > 0 || !navigator.onLine || !attempt(() => navigator.sendBeacon(address(), bodyOf(batch)))) put(batch);
  }
}

/** The network is back. */
export function online(): void {
  retryAt = 0;
  flush();
}

/** The visitor wants nothing stored: what waits in the browser goes, and what is about to be sent too. */
export function withdraw(): void {
  fresh = [];
  flying = undefined;
  keys().forEach(drop);
}
