import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionQuery, signInWithLink } from '../../api/session';
import { rootRoute } from '../../shell/root_route';
import { RouteError } from '../../shell/route_error';
import { linkToken } from './link_token';

interface SignInSearch {
  /** Where to go afterwards: an address of this application. */
  to?: string;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/signin',
  validateSearch: (search: Record<string, unknown>): SignInSearch =>
    // A second slash would be another host.
    typeof search.to === 'string' && /^\/(?![/\\])/.test(search.to) ? { to: search.to } : {},
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery).catch(() => null);
    if (session) throw redirect({ to: '/', replace: true });
  },
  component: lazyRouteComponent(() => import('./signin_page'), 'SignInPage'),
});

/** A one-time link: `/link?token=…`, or `/#link=…`, which proxies and logs never see. */
export const linkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/link',
  validateSearch: (search: Record<string, unknown>): { token?: string } =>
    search.token === undefined ? {} : { token: String(search.token) },
  loaderDeps: ({ search }) => ({ token: search.token }),
  // A token works once: it must not be sent again because a link was hovered or a time ran out.
  preload: false,
  staleTime: Infinity,
  loader: async ({ context, deps, location }) => {
    const session = await signInWithLink(linkToken(deps.token, location.hash));
    context.client.setQueryData(['session'], session);
    throw redirect({ to: session.user.has_password ? '/' : '/welcome', replace: true });
  },
  errorComponent: lazyRouteComponent(() => import('./link_error'), 'LinkError'),
});

export const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/signin', replace: true });
    return { session };
  },
  component: lazyRouteComponent(() => import('./welcome_page'), 'WelcomePage'),
  errorComponent: RouteError,
});

export const sessionRoutes = [signInRoute, linkRoute, welcomeRoute];
