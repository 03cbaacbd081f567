import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { docQuery } from '../../api/query';
import { appRoute } from '../../shell/root_route';

export const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  loader: ({ context }) => {
    void context.client.prefetchQuery(docQuery(context.client, { kind: 'overview' }));
  },
  component: lazyRouteComponent(() => import('./home_page'), 'HomePage'),
});

export const homeRoutes = [homeRoute];
