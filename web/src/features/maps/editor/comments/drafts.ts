import { useEffect, useState } from 'react';

const prefix = 'wend.comment_draft.';

/** What was written and not said yet, kept on this device: closing the panel, the map or the browser loses none of it. */
export function readDraft(key: string, storage: Storage = window.localStorage): string {
  try {
    return storage.getItem(prefix + key) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(key: string, text: string, storage: Storage = window.localStorage): void {
  try {
    if (text === '') storage.removeItem(prefix + key);
    else storage.setItem(prefix + key, text);
  } catch {
    // A full device keeps no draft; it is still on the screen.
  }
}

export function useDraft(key: string): [string, (text: string) => void] {
  const [draft, setDraft] = useState(() => ({ key, text: readDraft(key) }));
  const shown = draft.key === key ? draft : { key, text: readDraft(key) };
  useEffect(() => {
    if (draft.key !== key) setDraft({ key, text: readDraft(key) });
  }, [key, draft.key]);
  const put = (text: string) => {
    keepDraft(key, text);
    setDraft({ key, text });
  };
  return [shown.text, put];
}
