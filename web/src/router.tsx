import { createRouter } from '@tanstack/react-router';
import { customersRoutes } from './features/customers/route';
import { dataRoutes } from './features/data/route';
import { exploreRoutes } from './features/explore/route';
import { homeRoutes } from './features/home/route';
import { sessionRoutes } from './features/session/route';
import { settingsRoutes } from './features/settings/route';
import { queryClient } from './query_client';
import { appRoute, rootRoute } from './shell/root_route';

const routeTree = rootRoute.addChildren([
  ...sessionRoutes,
  appRoute.addChildren([
    ...homeRoutes,
    ...exploreRoutes,
    ...customersRoutes,
    ...dataRoutes,
    ...settingsRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  context: { client: queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
