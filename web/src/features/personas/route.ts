import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';

export const personaRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/personas/$id',
  component: lazyRouteComponent(() => import('./persona_page'), 'PersonaPage'),
});

export const personasRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/journeys/personas',
    component: lazyRouteComponent(() => import('./personas_page'), 'PersonasPage'),
  }),
  personaRoute,
];
