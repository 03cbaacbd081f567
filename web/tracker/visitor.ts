import { mayStore } from './consent';
import { addressOf, options } from './options';
import { attempt, doc, newId, stringify } from './safe';

/** Who is here, in which session, and where the session came from. Short names: it is kept in the browser. */
export interface Visitor {
  /** The anonymous id. */
  a: string;
  /** The session's id, and when something last happened in it. */
  s: string;
  t: number;
  /** The user's and the group's id, once they are known. */
  u?: string;
  g?: string;
  /** The session's campaign, its click id with its name, and the page that led to it. */
  c?: Record<string, string>;
  k?: [name: string, id: string];
  r?: string;
}

const sessionIdleMs = 30 * 60_000;
const cookieSeconds = 365 * 86_400;

let visitor: Visitor | undefined;

/** What the address and the referrer say of where the visitor comes from. */
function arrived(): Pick<Visitor, 'c' | 'k' | 'r'> {
  const found: Pick<Visitor, 'c' | 'k' | 'r'> = {};
  new URL(location.href).searchParams.forEach((value, name) => {
    const [, part] = /^utm_(source|medium|campaign|term|content)$/.exec(name) ?? [];
    if (part) (found.c ??= {})[part === 'campaign' ? 'name' : part] = value;
    else if (/^((g|dc|fb|tt|tw)clid|msclkid|[gw]braid|li_fat_id)$/.test(name)) found.k = [name, value];
  });
  const from = doc.referrer;
  if (from && new URL(from).host !== location.host) found.r = addressOf(from).url;
  return found;
}
let arrival = attempt(arrived);

/** With a domain the cookie is the place, so that subdomains share it; else it stands in for a storage that is closed. */
const storage = (): Storage | undefined => (options.domain ? undefined : attempt(() => localStorage));

const stored = (): Visitor | undefined =>
  attempt(() => {
    const place = storage();
    const found = JSON.parse(place ? place.wend : decodeURIComponent(/\bwend=([^;]+)/.exec(doc.cookie)![1]!)) as Visitor;
    return found.a && found.s ? found : undefined;
  });

function store(text: string): void {
  const place = storage();
  if (place) place.wend = text;
  else doc.cookie = `wend=${encodeURIComponent(text)};path=/;max-age=${text ? cookieSeconds : 0};samesite=lax${options.domain && `;domain=${options.domain}`}`;
  if (!text) delete place?.wend;
}

/** The visitor at this moment: other pages may have begun a session, or told who it is. */
export function visit(user?: unknown, group?: unknown): Visitor {
  const now = Date.now();
  visitor = (mayStore() ? stored() : undefined) ?? visitor;
  // Another person at the same browser.
  if (user && visitor?.u && visitor.u !== user) visitor = undefined;
  visitor ??= { a: newId(), s: '', t: 0 };
  if (!(now - visitor.t < sessionIdleMs)) visitor = { ...visitor, c: undefined, k: undefined, s: newId(), r: arrival?.r };
  if (arrival?.c ?? arrival?.k) visitor = { ...visitor, c: undefined, k: undefined, ...arrival };
  arrival = undefined;
  if (user) visitor.u = user as string;
  if (group) visitor.g = group as string;
  visitor.t = now;
  if (mayStore()) attempt(() => store(stringify(visitor)));
  return visitor;
}

/** Somebody else from now on. */
export function forgetVisitor(): void {
  visitor = undefined;
  attempt(() => store(''));
}
