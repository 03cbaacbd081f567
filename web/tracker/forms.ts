import { track } from './message';
import { doc, guarded, listen } from './safe';
import { isIgnored, selectorOf } from './selector';

/** Forms that were begun, with the field that was filled last. */
const started = new Map<Element, { form: string; last_field: string }>();

function changed({ target, isTrusted }: { target: HTMLInputElement; isTrusted: boolean }): void {
  const { form: element } = target;
  // What scripts fill in is not what a person did.
  if (!isTrusted || !element || isIgnored(target)) return;
  const form = selectorOf(element);
  if (!started.has(element)) track('Form started', { form });
  // What the field is called; never what stands in it.
  started.set(element, { form, last_field: target.getAttribute('name') || target.id || selectorOf(target) });
}

function end(event: string, target: Element): void {
  const entry = started.get(target);
  started.delete(target);
  if (!isIgnored(target)) track(event, entry ?? { form: selectorOf(target) });
}

/** A field called "closest" hides that of its form: then this one is not told, but the others are. */
export const abandonForms = (): void => [...started.keys()].forEach(guarded((form) => end('Form abandoned', form)));

export function startForms(): void {
  listen(doc, 'input change', changed);
  listen(doc, 'submit', ({ target }: { target: Element }) => end('Form submitted', target));
}
