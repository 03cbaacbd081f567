import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';

export const privacyRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/privacy',
  component: lazyRouteComponent(() => import('./privacy_page'), 'PrivacyPage'),
});

export const privacyRoutes = [privacyRoute];
