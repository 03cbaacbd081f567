import { createContext, useContext, type KeyboardEvent, type MouseEvent } from 'react';

export interface Refining {
  /** The ref of the mark that is selected. */
  selected: string | null;
  /** Selects a mark and offers at it what can be asked on from there. */
  open: (ref: string, at: KeyboardEvent | MouseEvent) => void;
}

export const RefineContext = createContext<Refining>({ selected: null, open: () => undefined });

/** How the marks of a picture answer to mouse, touch and keyboard. */
export function useRefine(): Refining {
  return useContext(RefineContext);
}

/** Enter and space do what a click does. */
export function markKeys(run: (event: KeyboardEvent) => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    run(event);
  };
}

/** What makes a shape a mark that is selected by mouse, touch and keyboard. */
export function useMark() {
  const refine = useRefine();
  return (ref: string, label: string) => ({
    role: 'button',
    tabIndex: 0,
    'aria-label': label,
    'aria-haspopup': 'menu' as const,
    'data-chosen': refine.selected === ref || undefined,
    onClick: (event: MouseEvent) => refine.open(ref, event),
    onKeyDown: markKeys((event) => refine.open(ref, event)),
  });
}
