import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';
import { readOpportunitySearch } from './opportunity_search';

export const opportunitiesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/opportunities',
  validateSearch: readOpportunitySearch,
  component: lazyRouteComponent(() => import('./opportunities_page'), 'OpportunitiesPage'),
});

export const opportunitiesRoutes = [opportunitiesRoute];
