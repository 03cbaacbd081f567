const prefix = 'wend.comments_seen.';

/** Until when somebody has seen what was said about a map, on this device; null: they never looked. */
export function seenUntil(map: string, storage: Storage = window.localStorage): string | null {
  try {
    return storage.getItem(prefix + map);
  } catch {
    return null;
  }
}

export function haveSeen(map: string, until: string, storage: Storage = window.localStorage): void {
  try {
    storage.setItem(prefix + map, until);
  } catch {
    // What was seen is a comfort; a full device goes without.
  }
}
