import { track } from './message';
import { doc, listen, secondsSince, win } from './safe';

const marks = [100, 90, 75, 50, 25];
/** A part of the page that scrolls by itself counts as the page when it is this much of the window. */
const mainShare = 0.5;

let visibleSince: number | undefined;
let seen = 0; // per cent

/** The highest mark that was reached. */
export const markOf = (percent: number): number => marks.find((mark) => percent >= mark) ?? 0;

function look({ scrollTop, clientHeight, scrollHeight }: Element): void {
  // Half a pixel is lost where the page is zoomed.
  seen = Math.max(seen, ((scrollTop + clientHeight + 1) / scrollHeight) * 100);
}

/** The page is seen, or seen again. */
export function seePage(): void {
  visibleSince = doc.hidden ? undefined : performance.now();
}

export function newPage(): void {
  seen = 0;
  seePage();
}

/** Tells how much was seen of the page, and for how long this time; nothing when it was out of sight already. */
export function leavePage(): void {
  if (visibleSince === undefined) return;
  look(doc.scrollingElement!);
  track('Page left', { visible_seconds: secondsSince(visibleSince), scroll_depth: markOf(seen) });
  visibleSince = undefined;
}

export function startScroll(): void {
  listen(win, 'scroll', ({ target }: { target: Element }) => {
    const element = (target as Node) === doc ? doc.scrollingElement! : target;
    if (element.clientHeight > win.innerHeight * mainShare) look(element);
  });
}
