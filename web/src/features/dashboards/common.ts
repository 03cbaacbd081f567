import type { Predicate, QueryDocument, Range } from '../../api';
import { readPeriod } from '../home/home_search';

/** What the address says about a dashboard: what all its tiles share. Nothing said: as each was saved. */
export interface DashboardSearch {
  /** As on Home: "8w", "30d", "2026-01-01..2026-02-28". */
  period?: string;
  segment?: string;
  /** The tile that fills the screen. */
  tile?: string;
}

export function readDashboardSearch(search: Record<string, unknown>): DashboardSearch {
  const period = typeof search.period === 'string' ? search.period : undefined;
  return {
    ...(readPeriod(period).kind === 'all' ? {} : { period }),
    ...(typeof search.segment === 'string' && search.segment !== '' ? { segment: search.segment } : {}),
    ...(typeof search.tile === 'string' && search.tile !== '' ? { tile: search.tile } : {}),
  };
}

/** The question of a tile in the common period, about the common segment's people among its own. */
export function asked<D extends QueryDocument>(query: D, range: Range | undefined, segment: string | undefined): D {
  const among: Predicate | undefined = segment === undefined ? undefined : { segment };
  const who = query.who && among ? { all: [query.who, among] } : (query.who ?? among);
  return { ...query, ...(range ? { range } : {}), ...(who ? { who } : {}) };
}
