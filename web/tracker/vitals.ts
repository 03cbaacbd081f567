import { track, view } from './message';
import { attempt, doc, guarded } from './safe';

const shiftGapMs = 1_000;
const shiftWindowMs = 5_000;
/** One interaction in so many may be slower than what is reported. */
const outlierEvery = 50;

/** The cumulative layout shift: the largest sum over a window of shifts that follow one another closely. */
export function layoutShift(): (value: number, at: number) => number {
  let [sum, largest, first, last] = [0, 0, 0, 0];
  return (value, at) => {
    if (at - last >= shiftGapMs || at - first >= shiftWindowMs) [sum, first] = [0, at];
    last = at;
    sum += value;
    return (largest = Math.max(largest, sum));
  };
}

/** The interaction to next paint: the slowest of the page's interactions, outliers apart. */
export const interactionDelay = (delays: number[]): number | undefined =>
  delays.sort((a, b) => b - a)[Math.min(delays.length - 1, Math.floor(delays.length / outlierEvery))];

type Entry = Partial<PerformanceEventTiming & PerformanceNavigationTiming> & { activationStart?: number; interactionId?: number; value?: number; hadRecentInput?: boolean };

const found: Record<string, number | undefined> = { cls: 0 };
/** By the interaction's id, of which a press and a click share one. */
const delays = new Map<number, number>();
const shift = layoutShift();
let begun = 0;
let path = '';
let observer: PerformanceObserver | undefined;

function take({ entryType, name, startTime, duration, interactionId, value, hadRecentInput, responseStart, activationStart }: Entry): void {
  if (entryType === 'navigation') {
    // A page that was prepared before it was wanted begins when it is shown.
    begun = activationStart || 0;
    found.ttfb = responseStart! - begun;
  } else if (entryType === 'largest-contentful-paint') found.lcp = startTime! - begun;
  else if (name === 'first-contentful-paint') found.fcp = startTime! - begun;
  else if (value) found.cls = hadRecentInput ? found.cls : shift(value, startTime!);
  else if (interactionId) delays.set(interactionId, Math.max(duration!, delays.get(interactionId) ?? 0));
}
const takeAll = (entries: PerformanceEntryList): void => (entries as Entry[]).forEach(take);

export function startVitals(): void {
  // A page that was opened in the background says nothing of how fast it is.
  if (doc.hidden) return;
  path = view.path;
  const own = (observer = new PerformanceObserver(guarded((list) => takeAll(list.getEntries()))));
  for (const type of ['navigation', 'paint', 'largest-contentful-paint', 'layout-shift', 'event', 'first-input']) {
    attempt(() => own.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit));
  }
}

/** Once; what comes later belongs to another page or to nobody. */
export function reportVitals(): void {
  if (!observer) return;
  takeAll(observer.takeRecords());
  observer.disconnect();
  observer = undefined;
  found.inp = interactionDelay([...delays.values()]);
  for (const name of Object.keys(found)) found[name] &&= Math.round(found[name] * 1e3) / 1e3;
  track('Web vitals', { page_path: path, ...found });
}
