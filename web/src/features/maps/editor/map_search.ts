import { viaFrom, viaText } from './sub_journeys/via';
import { isPeriod } from '../numbers/periods';

/** What the address says about an open map. */
export interface MapSearch {
  /** The place that is selected: "lan_….stp_…", or the id of a stage, step or lane. */
  at?: string;
  /** In hundredths; nothing said: 100. */
  zoom?: number;
  /** The link between steps that is selected. */
  link?: string;
  /** The map that this one is compared with, and whether only what differs is shown. */
  compare?: string;
  only?: true;
  /** The maps one came through, from the outermost. */
  via?: string;
  /** Whose view the board shows, by its id on the map; nothing said: everybody's. */
  persona?: string;
  /** What stands beside the board; nothing said: nothing. */
  panel?: PanelName;
  /** The comment that one is led to; it opens the comments. */
  comment?: string;
  /** Which comments are listed; nothing said: the open ones. */
  comments?: 'mine' | 'resolved';
  /** The revision that is looked at; nothing said: the map as it is. */
  version?: number;
  /** What that revision is compared with; nothing said: nothing. */
  against?: number | 'now';
  /** Of the numbers; nothing said: the map's own. */
  period?: string;
  segment?: string;
  /** The map is presented: which stage, from 1. */
  present?: number;
}

export const panelNames = ['properties', 'numbers', 'personas', 'drift', 'findings', 'comments', 'versions', 'share', 'export'] as const;
export type PanelName = (typeof panelNames)[number];

export const zoomMin = 25;
export const zoomMax = 200;
const link = /^lnk_[0-9A-Za-z]{12,32}$/;
const persona = /^mpe_[0-9A-Za-z]{12,32}$/;
const place = /^(stg|stp|lan)_[0-9A-Za-z]{12,32}(\.(stg|stp)_[0-9A-Za-z]{12,32})?$/;
const segment = /^[\w-]{1,100}$/;

const comment = /^com_[0-9A-Za-z_-]{1,60}$/;
const revisionMax = 1e12;

function asRevision(value: unknown): number | undefined {
  const revision = Number(value);
  return Number.isInteger(revision) && revision >= 1 && revision <= revisionMax ? revision : undefined;
}

/** What the address says about comments and versions. */
function readBeside(search: Record<string, unknown>): Partial<MapSearch> {
  const version = asRevision(search.version);
  const against = search.against === 'now' ? 'now' : asRevision(search.against);
  const linked = typeof search.comment === 'string' && comment.test(search.comment) ? search.comment : undefined;
  return {
    ...(linked === undefined ? {} : { comment: linked, panel: 'comments' as const }),
    ...(search.comments === 'mine' || search.comments === 'resolved' ? { comments: search.comments } : {}),
    ...(version === undefined ? {} : { version, ...(against === undefined || against === version ? {} : { against }) }),
  };
}

export function asZoom(hundredths: number): number {
  return Math.min(zoomMax, Math.max(zoomMin, Math.round(hundredths)));
}

export function readMapSearch(search: Record<string, unknown>): MapSearch {
  const zoom = Number(search.zoom);
  const present = Number(search.present);
  return {
    ...readBeside(search),
    ...(typeof search.at === 'string' && place.test(search.at) ? { at: search.at } : {}),
    ...(typeof search.link === 'string' && link.test(search.link) ? { link: search.link } : {}),
    ...(typeof search.compare === 'string' && viaFrom(search.compare).length === 1 ? { compare: search.compare, ...(search.only === true || search.only === 'true' ? { only: true as const } : {}) } : {}),
    ...(viaFrom(search.via).length > 0 ? { via: viaText(viaFrom(search.via)) } : {}),
    ...(typeof search.persona === 'string' && persona.test(search.persona) ? { persona: search.persona } : {}),
    ...(panelNames.some((name) => name === search.panel) ? { panel: search.panel as PanelName } : {}),
    ...(search.present !== undefined && Number.isInteger(present) && present >= 1 ? { present } : {}),
    ...(isPeriod(search.period) ? { period: search.period } : {}),
    ...(typeof search.segment === 'string' && segment.test(search.segment) ? { segment: search.segment } : {}),
    ...(Number.isFinite(zoom) && zoom > 0 && asZoom(zoom) !== 100 ? { zoom: asZoom(zoom) } : {}),
  };
}
