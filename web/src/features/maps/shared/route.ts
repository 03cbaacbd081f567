import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../../shell/root_route';

const page = () => import('./shared_page');

/** A map by its link, for people without an account. */
export const sharedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/share/$token',
  component: lazyRouteComponent(page, 'SharedPage'),
});

/** The same within a page of another site. */
export const embeddedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/embed/$token',
  component: lazyRouteComponent(page, 'EmbeddedPage'),
});

export const sharedRoutes = [sharedRoute, embeddedRoute];
