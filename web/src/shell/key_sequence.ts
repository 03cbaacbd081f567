/** How long the second key of a sequence may take. */
export const sequenceMs = 1200;

export interface KeyState {
  first: string | null;
  at: number;
}

export const noKey: KeyState = { first: null, at: 0 };

/**
 * One key pressed at a time in milliseconds: the next state, and the shortcut it completes ("?" or
 * "g h"), if any.
 */
export function pressKey(
  state: KeyState,
  key: string,
  at: number,
): { state: KeyState; shortcut: string | null } {
  if (state.first !== null && at - state.at <= sequenceMs) {
    return { state: noKey, shortcut: `${state.first} ${key}` };
  }
  if (key === 'g') return { state: { first: 'g', at }, shortcut: null };
  return { state: noKey, shortcut: key };
}
