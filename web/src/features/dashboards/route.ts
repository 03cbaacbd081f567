import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';
import { readDashboardSearch } from './common';

export const dashboardsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/dashboards',
  component: lazyRouteComponent(() => import('./dashboards_page'), 'DashboardsPage'),
});

export const dashboardRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/dashboards/$id',
  validateSearch: readDashboardSearch,
  component: lazyRouteComponent(() => import('./dashboard_page'), 'DashboardPage'),
});

export const dashboardsRoutes = [dashboardsRoute, dashboardRoute];
