import { consent } from './consent';
import { addressOf, type Address } from './options';
import { enqueue, flush } from './queue';
import { attempt, doc, newId, now, stringify } from './safe';
import { visit } from './visitor';

declare const WEND_VERSION: string;

type Properties = Record<string, unknown>;
export interface Message {
  type: string;
  timestamp: string;
  [field: string]: unknown;
}

/** The page that is seen: where it is, and what led to it. */
export interface View extends Address {
  referrer: string;
}
export let view: View;
export function setView(next: View): void {
  view = next;
}
/** As it is told of a page. */
export const pageNow = (): object => ({ ...view, title: doc.title });
export const addressNow = (): Address => addressOf(location.href);

/** What stands for properties in circles, or that throw when they are read: the event still counts. */
const unreadable = { unreadable: true };
const pendingMax = 200;
/** What happened before the visitor was asked; it leaves the page only after a yes. */
let pending: Message[] = [];

const nameIn = (names: RegExp): { name: string | undefined } => ({ name: names.exec(navigator.userAgent)?.[0] });

function contextOf(): Properties {
  const { userAgentData } = navigator as { userAgentData?: object };
  return {
    page: pageNow(),
    locale: navigator.language,
    screen: { width: screen.width, height: screen.height },
    library: { name: 'wend.js', version: WEND_VERSION },
    // Brands and platform; browsers that do not say them are told by their name.
    ...(userAgentData ? { userAgentData } : { browser: nameIn(/Firefox|Safari/), os: nameIn(/iPhone|iPad|Android|Windows|Mac|Linux/) }),
  };
}

/** Gives a message the visitor and the session, and lets it go. */
function admit(message: Message): void {
  const { type, context, properties } = message;
  const { a, s, u, g, c, k, r } = visit(type === 'identify' && message.userId, message.groupId);
  Object.assign(message, { anonymousId: a, userId: message.userId ?? u });
  Object.assign(context as Properties, { sessionId: s, campaign: c, groupId: g });
  if (type === 'page') Object.assign(properties as Properties, { session_referrer: r, click_id_kind: k?.[0], click_id: k?.[1] });
  enqueue(attempt(() => stringify(message)) ?? stringify({ ...message, traits: undefined, properties: unreadable }));
}

/** One message of Segment's kind, at this moment unless the fields say another. */
export function send(type: string, fields: Properties, properties?: unknown): void {
  const choice = consent();
  if (choice === 'denied') return;
  const message: Message = {
    type,
    messageId: newId(),
    timestamp: now(),
    ...fields,
    channel: 'web',
    context: contextOf(),
    [/identify|group/.test(type) ? 'traits' : 'properties']: attempt(() => ({ ...(properties as object) })) ?? unreadable,
  };
  if (choice !== 'pending') admit(message);
  else if (pending.push(message) > pendingMax) pending.shift();
}

export const track = (event: string, properties?: unknown): void => send('track', { event }, properties);

/** After the visitor has decided. */
export function settle(): void {
  const choice = consent();
  if (choice === 'pending') return;
  const waiting = pending;
  pending = [];
  if (choice === 'denied') return;
  waiting.forEach(admit);
  flush();
}
