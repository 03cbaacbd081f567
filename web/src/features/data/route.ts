import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';

export const dataRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/data',
  component: lazyRouteComponent(() => import('./data_page'), 'DataPage'),
});

export const dataRoutes = [dataRoute];
