import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute, rootRoute } from '../../shell/root_route';
import { RouteError } from '../../shell/route_error';

export const workshopsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/workshops',
  validateSearch: (search: Record<string, unknown>): { new?: boolean; map?: string } => ({
    ...(search.new === true || search.new === 'true' ? { new: true } : {}),
    ...(typeof search.map === 'string' ? { map: search.map } : {}),
  }),
  component: lazyRouteComponent(() => import('./plan/workshops_page'), 'WorkshopsPage'),
});

export interface LeadSearch {
  /** Without the rail, for a projector. */
  full?: boolean;
  /** What stands beside the board. */
  side?: 'invite' | 'plan';
  /** The play whose notes are shown, where it is not the one that is going on. */
  play?: string;
}

export const workshopRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/workshops/$id',
  validateSearch: (search: Record<string, unknown>): LeadSearch => ({
    ...(search.full === true || search.full === 'true' ? { full: true } : {}),
    ...(search.side === 'invite' || search.side === 'plan' ? { side: search.side } : {}),
    ...(typeof search.play === 'string' ? { play: search.play } : {}),
  }),
  component: lazyRouteComponent(() => import('./lead/lead_page'), 'LeadPage'),
});

export const workshopSummaryRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/workshops/$id/summary',
  component: lazyRouteComponent(() => import('./summary/summary_page'), 'SummaryPage'),
});

/** Where guests join: by a code, or by a link that holds a token. Nobody needs an account here. */
export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/workshop',
  component: lazyRouteComponent(() => import('./guest/join_page'), 'CodePage'),
  errorComponent: RouteError,
});

export const joinByLinkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/workshop/$token',
  component: lazyRouteComponent(() => import('./guest/join_page'), 'LinkPage'),
  errorComponent: RouteError,
});

export const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/workshop/in',
  component: lazyRouteComponent(() => import('./guest/guest_page'), 'GuestPage'),
  errorComponent: RouteError,
});

export const workshopsRoutes = [workshopsRoute, workshopRoute, workshopSummaryRoute];
export const joinRoutes = [joinRoute, guestRoute, joinByLinkRoute];
