import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';

export const touchpointsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/data/touchpoints',
    component: lazyRouteComponent(() => import('./touchpoints_page'), 'TouchpointsPage'),
  }),
];
