import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../api/session';
import { readPeopleSearch } from '../people/people_search';
import { Layout } from './layout';
import { NotFound, RootNotFound, RouteError } from './route_error';

export const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: RootNotFound,
  errorComponent: RouteError,
});

/** Parent of every screen that needs somebody signed in. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  validateSearch: readPeopleSearch,
  beforeLoad: async ({ context, location }) => {
    const token = /^link=(.+)$/.exec(location.hash)?.[1];
    if (token) throw redirect({ to: '/link', hash: token, replace: true });
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/signin', search: { to: location.href }, replace: true });
    return { session };
  },
  component: Layout,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
});
