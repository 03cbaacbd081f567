import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';
import { readListSearch } from './list/list_search';
import { readMapSearch } from './editor/map_search';

export const journeysRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./list/journeys_page'), 'JourneysPage'),
});

export const mapRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/maps/$id',
  validateSearch: readMapSearch,
  component: lazyRouteComponent(() => import('./editor/map_page'), 'MapPage'),
});

const mentionsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/mentions',
  component: lazyRouteComponent(() => import('./mentions/mentions_page'), 'MentionsPage'),
});

export const mapsRoutes = [journeysRoute, mapRoute, mentionsRoute];
