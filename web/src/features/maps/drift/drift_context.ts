import { createContext, useContext } from 'react';
import type { DriftResult, MapDrift } from '../../../api';

/** Where customers leave the mapped path, for every part of the open map. */
export interface MapDriftState {
  map: string;
  /** Nothing yet, or nothing is bound to data. */
  drift: MapDrift | null;
  result: DriftResult | null;
  /** How many steps say which events belong to them. */
  bound: number;
  isPending: boolean;
  /** The answer is of an earlier question while the next is on its way. */
  isOld: boolean;
  error: unknown;
  retry: () => void;
  openPanel: () => void;
}

export const DriftContext = createContext<MapDriftState | null>(null);

export function useMapDrift(): MapDriftState | null {
  return useContext(DriftContext);
}
