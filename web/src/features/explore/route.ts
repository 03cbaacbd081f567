import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';
import { readExploreSearch } from './ask/explore_search';

export const exploreRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/explore',
  validateSearch: readExploreSearch,
  component: lazyRouteComponent(() => import('./explore_page'), 'ExplorePage'),
});

export const exploreRoutes = [exploreRoute];
