import { createRouter } from '@tanstack/react-router';
import { accountsRoutes } from './features/accounts/route';
import { computedTraitsRoutes } from './features/computed_traits/route';
import { customersRoutes } from './features/customers/route';
import { dashboardsRoutes } from './features/dashboards/route';
import { dataRoutes } from './features/data/route';
import { exploreRoutes } from './features/explore/route';
import { homeRoutes } from './features/home/route';
import { noticesRoutes } from './features/notices/route';
import { opportunitiesRoutes } from './features/opportunities/route';
import { personasRoutes } from './features/personas/route';
import { mapsRoutes } from './features/maps/route';
import { sharedRoutes } from './features/maps/shared/route';
import { privacyRoutes } from './features/privacy/route';
import { segmentsRoutes } from './features/segments/route';
import { sessionRoutes } from './features/session/route';
import { settingsRoutes } from './features/settings/route';
import { strategyRoutes } from './features/strategy/route';
import { touchpointsRoutes } from './features/touchpoints/route';
import { joinRoutes, workshopsRoutes } from './features/workshops/route';
import { queryClient } from './query_client';
import { appRoute, rootRoute } from './shell/root_route';

const routeTree = rootRoute.addChildren([
  ...sessionRoutes,
  ...sharedRoutes,
  ...joinRoutes,
  appRoute.addChildren([
    ...homeRoutes,
    ...mapsRoutes,
    ...exploreRoutes,
    ...dashboardsRoutes,
    ...customersRoutes,
    ...accountsRoutes,
    ...segmentsRoutes,
    ...computedTraitsRoutes,
    ...dataRoutes,
    ...touchpointsRoutes,
    ...settingsRoutes,
    ...privacyRoutes,
    ...personasRoutes,
    ...noticesRoutes,
    ...workshopsRoutes,
    ...opportunitiesRoutes,
    ...strategyRoutes,
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
