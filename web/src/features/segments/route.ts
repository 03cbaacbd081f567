import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { decodePredicate } from '../explore/ask/predicate_code';
import type { PassageKind, Predicate, SegmentKind } from '../../api';
import { appRoute } from '../../shell/root_route';

interface SegmentsSearch {
  q?: string;
}

export const segmentsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/segments',
  validateSearch: (search: Record<string, unknown>): SegmentsSearch =>
    search.q === undefined || search.q === '' ? {} : { q: String(search.q) },
  component: lazyRouteComponent(() => import('./segments_page'), 'SegmentsPage'),
});

const tabs = ['members', 'moves', 'overlap'] as const;
export type SegmentTab = (typeof tabs)[number];

export interface SegmentSearch {
  tab?: SegmentTab;
  /** Which of those who entered and left. */
  moves?: PassageKind;
  /** Ids of the segments it is laid over. */
  with?: string[];
  /** Of a new one: what it begins with. */
  kind?: SegmentKind;
  name?: string;
  rule?: Predicate;
}

const mostOthers = 4;

export const segmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/segments/$id',
  validateSearch: (search: Record<string, unknown>): SegmentSearch => {
    const others = Array.isArray(search.with) ? search.with.filter((id) => typeof id === 'string').slice(0, mostOthers) : [];
    const tab = tabs.find((one) => one === search.tab);
    const rule = decodePredicate(search.rule);
    return {
      ...(tab === undefined ? {} : { tab }),
      ...(search.moves === 'entered' || search.moves === 'left' ? { moves: search.moves } : {}),
      ...(others.length > 0 ? { with: others } : {}),
      ...(search.kind === 'list' ? { kind: 'list' as const } : {}),
      ...(typeof search.name === 'string' ? { name: search.name } : {}),
      ...(rule === undefined ? {} : { rule }),
    };
  },
  component: lazyRouteComponent(() => import('./segment_page'), 'SegmentPage'),
});

export const segmentsRoutes = [segmentsRoute, segmentRoute];
