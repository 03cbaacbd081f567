import { useEffect, useState } from 'react';

/** The value once it has stood for a while, and only while it may be taken. */
export function useSettled<T>(value: T, mayTake: boolean, pauseMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (!mayTake || settled === value) return;
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, settled, mayTake, pauseMs]);
  return settled;
}
