import { doc } from './safe';

/**
 * What is set by attributes of the script tag (`data-key`, …) or by `wend.init({key, …})`; all texts.
 * docs/tracker.md describes each.
 */
export interface Options {
  key: string;
  host: string;
  /** `granted`, `cookieless`, `pending` or `denied`. */
  consent: string;
  /** What Do Not Track and Global Privacy Control bring about: `off`, `cookieless` or `ignore`. */
  signals: string;
  /** Names of the parts that stay off. */
  off: string;
  /** The names of query parameters that stay in addresses. */
  query: string;
  /** Anything, such as `on`: the part after # is a part of the page's address. */
  hash: string;
  /** The domain of the cookie, so that subdomains share it. */
  domain: string;
}

export const options: Options = { key: '', host: '', consent: 'granted', signals: 'off', off: '', query: '', hash: '', domain: '' };

export function readScript(): void {
  const script = doc.currentScript as HTMLScriptElement | null;
  if (!script) return;
  options.host = script.src.replace(/\/[^/]*$/, '');
  configure(script.dataset);
}

export function configure(given: Partial<Record<string, string>> | undefined): void {
  for (const name of Object.keys(options) as (keyof Options)[]) options[name] = given?.[name] ?? options[name]!;
}

const lists = (text: string, word: string): boolean => text.split(' ').includes(word);
export const isOn = (part: string): boolean => !lists(options.off, part);

export interface Address {
  url: string;
  path: string;
}

/** An address without its query, which may hold what somebody typed, but for the parameters that are wanted. */
export function addressOf(href: string): Address {
  const url = new URL(href);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((one) => lists(options.query, one.split('=')[0]!))
    .join('&');
  const hash = options.hash && url.hash.split('?')[0]!;
  return { url: href.split(/[?#]/)[0] + (kept && `?${kept}`) + hash, path: url.pathname + hash };
}
