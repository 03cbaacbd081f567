import { track } from './message';
import { listen, win } from './safe';

const errorsMax = 10; // of a page
const messageMax = 300;

const told = new Set<string>();

/** Equal for the same mistake: numbers and identifiers differ from visitor to visitor and from one release to the next. */
export const fingerprintOf = (message: string, source: string): string => `${message} @ ${source}`.replace(/[\da-f]{8,}|\d+/gi, '0');

/** The innermost call in a stack, as browsers write them. */
export const placeIn = (stack: unknown): [source: string | undefined, line: number] => {
  const [, source, line] = /(\w+:\/\/[^\s()]+?):(\d+):\d+/.exec(String(stack)) ?? [];
  return [source, Number(line ?? 0)];
};

function tell(text: string, address = '', line = 0): void {
  const message = text.slice(0, messageMax);
  const source = address.split(/[?#]/)[0]!;
  const fingerprint = fingerprintOf(message, source);
  if (told.has(fingerprint) || told.size >= errorsMax) return;
  told.add(fingerprint);
  track('Error', { message, source, line, fingerprint });
}

export function startErrors(): void {
  // Without a message it is a picture or script that did not load.
  listen(win, 'error', ({ message, filename, lineno }: ErrorEvent) => message && tell(message, filename, lineno));
  listen(win, 'unhandledrejection', ({ reason }: PromiseRejectionEvent) => tell(String(reason), ...placeIn((reason as Error | undefined)?.stack)));
}
