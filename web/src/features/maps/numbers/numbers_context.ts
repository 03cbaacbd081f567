import { createContext, useContext } from 'react';
import type { NumbersView } from './numbers_view';

export interface NumbersState {
  /** The last numbers there are; null before the first. */
  view: NumbersView | null;
  /** Those on the screen are of something else, and the right ones are on their way. */
  waiting: boolean;
  error: unknown;
  retry: () => void;
  /** What is asked: of the address, else the map's own, else everything. */
  period: string;
  segment: string;
  /** Opens the people behind a number. */
  open: (ref: string, title: string) => void;
}

export const NumbersContext = createContext<NumbersState>({
  view: null, waiting: false, error: null, retry: () => undefined, period: 'all', segment: 'all', open: () => undefined,
});

export function useNumbers(): NumbersState {
  return useContext(NumbersContext);
}
