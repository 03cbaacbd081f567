import { useCallback, useEffect, useRef, useState } from 'react';
import { customerEvents, type CustomerEvent } from '../../../api';

/** Rows come into sight one by one; they are asked for together. */
const gatherMs = 40;
const mostAtOnce = 200;
/** Far more than a screen; what was left long ago is asked for again. */
const mostKept = 4000;

export interface EventDetailsOf {
  of: (id: number) => CustomerEvent | undefined;
  error: unknown;
  retry: () => void;
}

/** The properties of the events in sight, fetched as they come into it. */
export function useEventDetails(customer: string, wanted: number[]): EventDetailsOf {
  const known = useRef(new Map<number, CustomerEvent>());
  const asked = useRef(new Set<number>());
  const latest = useRef(wanted);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [, setArrived] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const gone = useRef(false);
  latest.current = wanted;

  const fetchMissing = useCallback(async () => {
    timer.current = undefined;
    const missing = latest.current.filter((id) => !known.current.has(id) && !asked.current.has(id)).slice(0, mostAtOnce);
    if (missing.length === 0) return;
    for (const id of missing) asked.current.add(id);
    try {
      const events = await customerEvents(customer, missing);
      if (known.current.size > mostKept) keepOnly(known.current, new Set(latest.current));
      for (const event of events) known.current.set(Number(event.id), event);
      for (const id of missing) asked.current.delete(id);
      if (!gone.current) {
        setError(null);
        setArrived((count) => count + 1);
      }
    } catch (problem) {
      // They stay asked for until somebody tries again.
      if (!gone.current) setError(problem);
    }
  }, [customer]);

  const key = wanted.join(' ');
  useEffect(() => {
    if (timer.current === undefined) timer.current = setTimeout(() => void fetchMissing(), gatherMs);
  }, [key, fetchMissing]);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, []);

  return {
    of: (id) => known.current.get(id),
    error,
    retry: () => {
      asked.current.clear();
      setError(null);
      void fetchMissing();
    },
  };
}

function keepOnly(events: Map<number, CustomerEvent>, ids: Set<number>): void {
  for (const id of events.keys()) if (!ids.has(id)) events.delete(id);
}
