import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';

/** What the address says about the notices. Nothing said: all of them. */
export interface NoticesSearch {
  unread?: true;
}

export const noticesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/notices',
  validateSearch: ({ unread }: Record<string, unknown>): NoticesSearch => (unread === true || unread === 'true' ? { unread: true } : {}),
  component: lazyRouteComponent(() => import('./notices_page'), 'NoticesPage'),
});

export const noticesRoutes = [noticesRoute];
