import { isPeriod } from '../numbers/periods';

/** What the address says about an open map. */
export interface MapSearch {
  /** The place that is selected: "lan_….stp_…", or the id of a stage, step or lane. */
  at?: string;
  /** In hundredths; nothing said: 100. */
  zoom?: number;
  /** What stands beside the board; nothing said: nothing. */
  panel?: PanelName;
  /** Of the numbers; nothing said: the map's own. */
  period?: string;
  segment?: string;
}

export const panelNames = ['properties', 'numbers'] as const;
export type PanelName = (typeof panelNames)[number];

export const zoomMin = 25;
export const zoomMax = 200;
const place = /^(stg|stp|lan)_[0-9A-Za-z]{12,32}(\.(stg|stp)_[0-9A-Za-z]{12,32})?$/;
const segment = /^[\w-]{1,100}$/;

export function asZoom(hundredths: number): number {
  return Math.min(zoomMax, Math.max(zoomMin, Math.round(hundredths)));
}

export function readMapSearch(search: Record<string, unknown>): MapSearch {
  const zoom = Number(search.zoom);
  return {
    ...(typeof search.at === 'string' && place.test(search.at) ? { at: search.at } : {}),
    ...(panelNames.some((name) => name === search.panel) ? { panel: search.panel as PanelName } : {}),
    ...(isPeriod(search.period) ? { period: search.period } : {}),
    ...(typeof search.segment === 'string' && segment.test(search.segment) ? { segment: search.segment } : {}),
    ...(Number.isFinite(zoom) && zoom > 0 && asZoom(zoom) !== 100 ? { zoom: asZoom(zoom) } : {}),
  };
}
