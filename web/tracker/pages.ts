import { abandonForms } from './forms';
import { leavePage, newPage, seePage } from './leave';
import { addressNow, pageNow, send, setView, view } from './message';
import { addressOf, isOn } from './options';
import { bail, flush, online } from './queue';
import { doc, guarded, listen, now, overhear, win } from './safe';
import { reportVitals } from './vitals';

/** Applications set the title after the address. */
const titleMs = 200;
/** When the page was opened that is due to be told. */
let untold = '';

/** Tells the page that is due, now that its title stands. */
const tell = guarded(() => {
  const timestamp = untold;
  untold = '';
  if (timestamp) send('page', { timestamp }, pageNow());
});

function arrive(referrer: string): void {
  setView({ ...addressNow(), referrer });
  newPage();
  if (!isOn('pages')) return;
  untold = now();
  win.setTimeout(tell, titleMs);
}

function leave(): void {
  tell();
  abandonForms();
  if (isOn('scroll')) leavePage();
}

function moved(): void {
  const from = view.url;
  if (addressNow().url === from) return;
  leave();
  arrive(from);
}

export function startPages(): void {
  arrive(doc.referrer && addressOf(doc.referrer).url);
  overhear(History.prototype, 'pushState', moved);
  overhear(History.prototype, 'replaceState', moved);
  listen(win, 'popstate hashchange', moved);
  listen(win, 'pagehide', () => {
    leave();
    reportVitals();
    bail();
  });
  listen(doc, 'visibilitychange', () => {
    if (!doc.hidden) return seePage();
    tell();
    if (isOn('scroll')) leavePage();
    reportVitals();
    flush();
  });
  // Back from the browser's memory of whole pages.
  listen(win, 'pageshow', ({ persisted }: PageTransitionEvent) => persisted && arrive(view.url));
  listen(win, 'online', online);
}
