import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, fetchPersona, useSavePersona, type Persona, type PersonaDraft, type Problem } from '../../api';
import { draftOf, isSame, merged, tidy } from './persona_draft';

const pauseMs = 700;
const stepsMax = 200;

export interface PersonaEditing {
  draft: PersonaDraft;
  change: (fields: Partial<PersonaDraft>) => void;
  state: 'saved' | 'saving' | 'waiting';
  problem: Problem | null;
  retry: () => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

/**
 * A persona that is saved as it is written. What somebody else changed meanwhile is taken over, but
 * where it was changed here too.
 */
export function usePersonaDraft(kept: Persona): PersonaEditing {
  const save = useSavePersona();
  const [draft, setDraft] = useState(() => draftOf(kept));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [past, setPast] = useState<PersonaDraft[]>([]);
  const [future, setFuture] = useState<PersonaDraft[]>([]);
  const [version, setVersion] = useState(kept.version);
  const base = useRef(kept);
  const latest = useRef(draft);
  latest.current = draft;
  const busy = useRef(false);

  const put = useCallback(async () => {
    if (busy.current || isSame(latest.current, draftOf(base.current)) || tidy(latest.current).name === '') return;
    busy.current = true;
    try {
      for (let tries = 0; tries < 5; tries += 1) {
        const sent = tidy(latest.current);
        try {
          base.current = await save.mutateAsync({ draft: sent, existing: base.current });
          break;
        } catch (error) {
          if (asProblem(error).status !== 409) throw error;
          const theirs = await fetchPersona(base.current.id);
          const together = merged(draftOf(base.current), latest.current, draftOf(theirs));
          base.current = theirs;
          latest.current = together;
          setDraft(together);
        }
      }
      setProblem(null);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      busy.current = false;
      setVersion(base.current.version);
    }
  }, [save.mutateAsync]);

  const dirty = !isSame(draft, draftOf(base.current));
  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(() => void put(), pauseMs);
    return () => clearTimeout(timer);
  }, [draft, version, dirty, put]);
  // What was written last is not lost when the page is left.
  useEffect(() => () => void put(), [put]);
  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => {
      if (!isSame(latest.current, draftOf(base.current))) event.preventDefault();
    };
    addEventListener('beforeunload', stay);
    return () => removeEventListener('beforeunload', stay);
  }, []);

  const go = (to: PersonaDraft) => {
    setProblem(null);
    setDraft(to);
  };
  return {
    draft,
    change: (fields) => {
      setPast((before) => [...before.slice(-stepsMax), draft]);
      setFuture([]);
      go({ ...draft, ...fields });
    },
    state: busy.current ? 'saving' : dirty ? 'waiting' : 'saved',
    problem,
    retry: () => void put(),
    undo:
      past.length === 0
        ? null
        : () => {
            setPast(past.slice(0, -1));
            setFuture([draft, ...future]);
            go(past.at(-1) as PersonaDraft);
          },
    redo:
      future.length === 0
        ? null
        : () => {
            setFuture(future.slice(1));
            setPast([...past, draft]);
            go(future[0] as PersonaDraft);
          },
  };
}
