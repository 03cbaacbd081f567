import { track } from './message';
import { addressOf } from './options';
import { attempt, doc, listen, overhear, win } from './safe';
import { isIgnored, isTyped, meant, selectorOf, textOf } from './selector';

const rageClicks = 3;
const rageWithinMs = 1_000;
const rageRadius = 30; // CSS pixels
const deadAfterMs = 2_500;
const file = /\.(pdf|zip|exe|apk|docx?|xlsx?|pptx?|csv|mp[34])$/i;
/** What shows by itself that it was clicked, without the page doing anything. */
const lively = 'canvas,video,audio,[target=_blank],[download],a[href^="mailto:"],a[href^="tel:"],label';

/** When the page last showed that something happened. */
let lastSign = 0;
let watching = 0;
let recent: [x: number, y: number, at: number][] = [];
let raging = false;

const sign = (): void => {
  lastSign = performance.now();
};
const selected = (): string => String(attempt(() => win.getSelection()) ?? '');
const observer = new MutationObserver(sign);

/** How things stand. From the press on, as some things happen before the click. */
let pressed: [at: number, url: string, selection: string] = [0, '', ''];
function press(event: Event): void {
  pressed = [performance.now(), location.href, selected()];
  for (const root of event.composedPath()) {
    if (root === doc || root instanceof ShadowRoot) observer.observe(root as Node, { subtree: true, childList: true, attributes: true, characterData: true });
  }
  watching += 1;
  win.setTimeout(() => {
    watching -= 1;
    if (!watching) observer.disconnect();
  }, deadAfterMs * 2);
}

/** Whether this click is the one that makes a burst of clicks at one place. */
export function makesRage(x: number, y: number, at: number): boolean {
  recent = recent.filter((one) => at - one[2] <= rageWithinMs && Math.hypot(one[0] - x, one[1] - y) <= rageRadius);
  raging &&= !!recent[0];
  if (recent.push([x, y, at]) < rageClicks || raging) return false;
  return (raging = true);
}

/** What it is when a link leaves the site or brings a file. */
function kindOf(link: HTMLAnchorElement | null): string | undefined {
  if (!link || !/^http/.test(link.protocol)) return;
  if (link.hasAttribute('download') || file.test(link.pathname)) return 'File downloaded';
  if (link.host !== location.host) return 'Outbound link clicked';
}

function click(event: MouseEvent): void {
  const target = event.composedPath()[0] as Element;
  // What scripts click is not what a person did.
  if (!event.isTrusted || isIgnored(target)) return;
  const [element, told, promises] = meant(target);
  const primary = event.type === 'click';
  const link = element.closest('a');
  const leads = kindOf(link);
  const properties = { element: selectorOf(element), text: textOf(element) || undefined, href: leads && addressOf(link!.href).url };
  if (leads && event.button < 2) track(leads, properties);
  else if (primary && told && !isTyped(element)) track('Element clicked', properties);
  if (!primary || isTyped(element)) return;

  // The keyboard clicks at no place and without a press, and three clicks on a text select it.
  if (!event.detail) press(event);
  else if ((promises || !selected()) && makesRage(event.clientX, event.clientY, performance.now())) track('Rage click', properties);
  const [at, url, selection] = pressed;
  if (!promises || element.closest(lively) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  win.setTimeout(() => {
    if (lastSign < at && location.href === url && selected() === selection && doc.hasFocus()) track('Dead click', properties);
  }, deadAfterMs);
}

export function startClicks(): void {
  listen(win, 'pointerdown', press);
  listen(win, 'click auxclick', click);
  listen(win, 'scroll input change beforeunload', (event: Event) => event.isTrusted && sign());
  overhear(win, 'fetch', sign);
  overhear(XMLHttpRequest.prototype, 'send', sign);
}
