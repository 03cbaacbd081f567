// Wend's browser tracker: one script, see docs/tracker.md. It must never disturb the page that it is in.
import { startClicks } from './clicks';
import { consent, decide, mayStore } from './consent';
import { startErrors } from './errors';
import { startForms } from './forms';
import { startScroll } from './leave';
import { pageNow, send, settle, track } from './message';
import { configure, isOn, options, readScript } from './options';
import { startPages } from './pages';
import { flush, withdraw } from './queue';
import { doc, guarded, listen, win } from './safe';
import { startVitals } from './vitals';
import { forgetVisitor, visit } from './visitor';

declare const WEND_VERSION: string;

type Call = [name: string, ...given: never[]];

/** An identifier as text; what is none is not sent. */
const idOf = (id: unknown): string => (/string|number/.test(typeof id) ? String(id).trim() : '');

const calls: Record<string, (...given: never[]) => void> = {
  init(given: Record<string, string>) {
    configure(given);
    start();
  },
  track(event: unknown, properties?: unknown) {
    const name = idOf(event);
    if (name) track(name, properties);
  },
  page(given?: unknown, properties?: unknown) {
    const name = idOf(given);
    send('page', name ? { name } : {}, { ...pageNow(), ...((name ? properties : given) as object) });
  },
  identify(id?: unknown, traits?: unknown) {
    const userId = idOf(id);
    send('identify', userId ? { userId } : {}, userId ? traits : id);
  },
  group(id: unknown, traits?: unknown) {
    const groupId = idOf(id);
    if (groupId) send('group', { groupId }, traits);
  },
  alias(id: unknown, previous?: unknown) {
    const userId = idOf(id);
    const { a, u } = visit();
    if (userId) send('alias', { userId, previousId: idOf(previous) || u || a });
  },
  reset: forgetVisitor,
  consent(choice: string) {
    decide(choice);
    obey();
    settle();
  },
  flush,
};

/** Nothing stays in the browser of somebody who does not want it. */
function obey(): void {
  if (mayStore()) return;
  forgetVisitor();
  withdraw();
}

let started = false;
const held: Call[] = [];

const handle = guarded((call: Call) => {
  const [name, ...given] = call;
  if (started || name === 'init') calls[name]!(...given);
  else held.push(call);
});

function start(): void {
  if (started || !options.key || !options.host) return;
  if ((doc as { prerendering?: boolean }).prerendering) return listen(doc, 'prerenderingchange', start);
  started = true;
  if (consent() !== 'pending') obey();
  guarded(startPages)();
  // The first page is told a moment later, so these still say who sees it, and whether it is told at all.
  held.forEach(handle);
  for (const [part, begin] of [
    ['vitals', startVitals],
    ['scroll', startScroll],
    ['clicks', startClicks],
    ['forms', startForms],
    ['errors', startErrors],
  ] as const) {
    if (isOn(part)) guarded(begin)();
  }
  flush();
}

guarded(() => {
  const page = win as { wend?: { q?: Call[]; version?: string } };
  const stub = page.wend;
  // Included twice.
  if (stub?.version) return;
  const wend: Record<string, unknown> = { version: WEND_VERSION, q: { push: handle } };
  for (const name of Object.keys(calls)) wend[name] = (...given: never[]) => handle([name, ...given]);
  readScript();
  page.wend = wend as typeof stub;
  stub?.q?.forEach(handle);
  start();
})();
