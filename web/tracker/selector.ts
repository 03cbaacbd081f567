import { attempt } from './safe';

const ignored = '[data-wend-ignore]';
const masked = '[data-wend-mask]';
/** In these is what somebody typed or chose. */
const typed = 'input:not([type=button],[type=submit]),textarea,select,[contenteditable]';
const clickable = 'a[href],button,summary,input,[onclick],[role=button],[role=link],[role=tab],[role^=menuitem]';

const textMax = 60;
const ancestorsMax = 5;

export const isIgnored = (element: Element): boolean => !!element.closest(ignored);
export const isTyped = (element: Element): boolean => !!element.closest(typed);

/** What an element is called on the page; never what somebody typed into it, and nothing where it is masked. */
export function textOf(element: Element): string {
  if (isTyped(element) || element.closest(masked) || element.querySelector(`${masked},${ignored},${typed}`)) return '';
  return (element.getAttribute('aria-label') || element.textContent || (element as HTMLInputElement).value || '')
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, textMax);
}

/** What its author called the element. */
function ownName(element: Element): string {
  const [mark, id, name] = ['data-wend', 'id', 'name'].map((key) => element.getAttribute(key));
  // Frameworks count their ids up, so that they change with every build or visit: those have digits.
  return mark ? `[data-wend="${mark}"]` : id && /^[a-z_-]+$/i.test(id) ? `#${id}` : name ? `${element.tagName.toLowerCase()}[name="${name}"]` : '';
}

/**
 * Names an element so that it is the same after the next deployment: by what its author called it, else by its role and
 * text, else by its place below the nearest ancestor that has a name. Class names are never used.
 */
export function selectorOf(element: Element): string {
  const text = element.matches(clickable) && textOf(element);
  let path = ownName(element) || (text ? `${element.getAttribute('role') ?? element.tagName.toLowerCase()} "${text}"` : '');
  let at: Element | null = path ? null : element;
  for (let i = 0; at && i < ancestorsMax; i += 1) {
    const known: string = ownName(at);
    const { tagName, parentElement }: Element = at;
    path = (known || `${tagName.toLowerCase()}:nth-child(${[...(parentElement?.children ?? [])].indexOf(at) + 1})`) + (path && ` > ${path}`);
    at = known ? null : parentElement;
  }
  return path;
}

/** The element that somebody meant to click, whether it is worth telling, and whether it promises to do something. */
export function meant(target: Element): [element: Element, told: boolean, promises: boolean] {
  const found = target.closest(clickable);
  const promises = !!found || attempt(() => getComputedStyle(target).cursor) === 'pointer';
  const marked = found ?? target.closest('[data-wend]');
  return [marked ?? target, promises || !!marked, promises];
}
