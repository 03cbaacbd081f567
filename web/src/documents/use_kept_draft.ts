import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '../api';
import { isSameDraft, mergedDraft } from './merge';

const pauseMs = 700;
const stepsMax = 200;
/** Typing in one field without a longer pause is taken back at once. */
const typingMs = 1_500;
const triesMax = 5;

interface Keeping<Draft, Kept> {
  /** As the server last told; a newer version is taken over. */
  kept: Kept;
  draftOf: (kept: Kept) => Draft;
  /** As the server keeps it: without what says nothing. */
  tidy?: (draft: Draft) => Draft;
  /** What is not complete is not sent. */
  isComplete?: (draft: Draft) => boolean;
  save: (draft: Draft, existing: Kept) => Promise<Kept>;
  /** As it is now, after somebody else changed it. */
  reload: () => Promise<Kept>;
}

export interface KeptDraft<Draft> {
  draft: Draft;
  change: (fields: Partial<Draft>) => void;
  state: 'saved' | 'saving' | 'waiting';
  problem: Problem | null;
  retry: () => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

const entries = (list: readonly unknown[]) => list.map((entry, at) => (entry !== null && typeof entry === 'object' && 'id' in entry ? entry.id : at)).join();

/** Whether something was added to a list, taken out or moved: that is a step of its own, however fast it came. */
function changesAList<Draft extends object>(before: Draft, fields: Partial<Draft>): boolean {
  return Object.entries(fields).some(([field, value]) => {
    const was = before[field as keyof Draft];
    return Array.isArray(value) && Array.isArray(was) && entries(value) !== entries(was);
  });
}

/**
 * A document that is saved as it is written. What somebody else changed meanwhile is taken over, but
 * where it was changed here too.
 */
export function useKeptDraft<Draft extends object, Kept extends { version: number }>(keeping: Keeping<Draft, Kept>): KeptDraft<Draft> {
  const how = useRef(keeping);
  how.current = keeping;
  const { kept } = keeping;
  const tidied = (draft: Draft) => how.current.tidy?.(draft) ?? draft;
  const [draft, setDraft] = useState(() => keeping.draftOf(kept));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [past, setPast] = useState<Draft[]>([]);
  const [future, setFuture] = useState<Draft[]>([]);
  const [version, setVersion] = useState(kept.version);
  const base = useRef(kept);
  const latest = useRef(draft);
  latest.current = draft;
  const busy = useRef(false);
  const typed = useRef({ fields: '', at: 0 });
  const isDirty = (now: Draft) => !isSameDraft(tidied(now), tidied(how.current.draftOf(base.current)));

  const takeOver = useCallback((theirs: Kept) => {
    const together = mergedDraft(how.current.draftOf(base.current), latest.current, how.current.draftOf(theirs));
    base.current = theirs;
    latest.current = together;
    setDraft(together);
    setVersion(theirs.version);
  }, []);

  const put = useCallback(async () => {
    if (busy.current || !isDirty(latest.current) || how.current.isComplete?.(latest.current) === false) return;
    busy.current = true;
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          base.current = await how.current.save(tidied(latest.current), base.current);
          break;
        } catch (error) {
          if (asProblem(error).status !== 409 || tries === triesMax) throw error;
          takeOver(await how.current.reload());
        }
      }
      setProblem(null);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      busy.current = false;
      setVersion(base.current.version);
    }
  }, [takeOver]);

  useEffect(() => {
    if (kept.version > base.current.version && !busy.current) takeOver(kept);
  }, [kept, takeOver]);
  const dirty = isDirty(draft);
  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(() => void put(), pauseMs);
    return () => clearTimeout(timer);
  }, [draft, version, dirty, put]);
  // What was written last is not lost when the page is left.
  useEffect(() => () => void put(), [put]);
  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => {
      if (isDirty(latest.current)) event.preventDefault();
    };
    addEventListener('beforeunload', stay);
    return () => removeEventListener('beforeunload', stay);
  }, []);

  const go = (to: Draft) => {
    setProblem(null);
    latest.current = to;
    setDraft(to);
  };
  const step = (from: Draft[], setFrom: (steps: Draft[]) => void, to: Draft[], setTo: (steps: Draft[]) => void, last: boolean) => {
    const next = last ? from.at(-1) : from[0];
    if (next === undefined) return null;
    return () => {
      typed.current = { fields: '', at: 0 };
      setFrom(last ? from.slice(0, -1) : from.slice(1));
      setTo(last ? [draft, ...to] : [...to, draft]);
      go(next);
    };
  };
  return {
    draft,
    change: (fields) => {
      const now = Date.now();
      const names = Object.keys(fields).join();
      const isListed = changesAList(latest.current, fields);
      const goesOn = !isListed && typed.current.fields === names && now - typed.current.at < typingMs && past.length > 0;
      typed.current = { fields: isListed ? '' : names, at: now };
      if (!goesOn) setPast((before) => [...before.slice(-stepsMax), draft]);
      setFuture([]);
      go({ ...latest.current, ...fields });
    },
    state: busy.current ? 'saving' : dirty ? 'waiting' : 'saved',
    problem,
    retry: () => void put(),
    undo: step(past, setPast, future, setFuture, true),
    redo: step(future, setFuture, past, setPast, false),
  };
}
