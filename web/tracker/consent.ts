import { options } from './options';
import { attempt } from './safe';

export type Consent = 'granted' | 'cookieless' | 'pending' | 'denied';

let said: string | undefined;

/** What the visitor said here or on an earlier page, else what the page begins with; a signal of the browser allows less. */
export function consent(): Consent {
  const given = said ?? attempt(() => localStorage.wend_consent as string | undefined) ?? options.consent;
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: unknown };
  const objects = options.signals !== 'ignore' && (globalPrivacyControl || doNotTrack === '1');
  // What cannot be understood takes nothing.
  if (!/^(granted|cookieless|pending)$/.test(given) || (objects && options.signals !== 'cookieless')) return 'denied';
  return objects && given === 'granted' ? 'cookieless' : (given as Consent);
}

export const mayStore = (): boolean => consent() === 'granted';

/** Only a clear yes or no is remembered. */
export function decide(choice: string): void {
  said = choice;
  attempt(() => {
    delete localStorage.wend_consent;
    if (mayStore() || choice === 'denied') localStorage.wend_consent = choice;
  });
}
