import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, fetchShared, type Problem, type ShareAccess, type SharedMap } from '../../../api';
import type { MapDocument } from '../engine/fields';

/** So often it is asked whether the map changed. */
const lookMs = 3_000;
const lookAgainMs = 10_000;

export interface SharedState {
  map: SharedMap<MapDocument> | null;
  /** Why the link shows nothing; null: it does, or is on its way. */
  problem: Problem | null;
  /** Whether the server answered the last time. */
  online: boolean;
}

const passKey = (token: string) => `wend.share.${token.slice(-12)}`;

function keptPass(token: string): string | null {
  try {
    return sessionStorage.getItem(passKey(token));
  } catch {
    // Frames of other sites may have no storage: the password is asked for again.
    return null;
  }
}

function keepPass(token: string, pass: string): void {
  try {
    sessionStorage.setItem(passKey(token), pass);
  } catch {
    // As above.
  }
}

/** The map of a link, as it is now and for as long as the page stands. */
export function useSharedMap(token: string) {
  const [pass, setPass] = useState<string | null>(() => keptPass(token));
  const [state, setState] = useState<SharedState>({ map: null, problem: null, online: true });
  const etag = useRef<string | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    etag.current = null;
    const look = async () => {
      let next: number | null = lookMs;
      try {
        // What nobody looks at is not asked for.
        if (document.visibilityState === 'visible') {
          const reply = await fetchShared<MapDocument>({ token, pass }, etag.current, gone.signal);
          etag.current = reply.etag;
          setState((before) => (reply.map ? { map: reply.map, problem: null, online: true } : before.online ? before : { ...before, online: true }));
        }
      } catch (error) {
        if (gone.signal.aborted) return;
        const problem = asProblem(error);
        if (problem.status === 404) {
          setState({ map: null, problem, online: true });
          next = null;
        } else {
          setState((before) => ({ map: before.map, problem: before.map ? null : problem, online: false }));
          next = lookAgainMs;
        }
      }
      if (next !== null && !gone.signal.aborted) timer = setTimeout(() => void look(), next);
    };
    void look();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [token, pass]);
  const open = useCallback(
    (given: string) => {
      keepPass(token, given);
      setPass(given);
    },
    [token],
  );
  const access: ShareAccess = { token, pass };
  return { state, access, open };
}
