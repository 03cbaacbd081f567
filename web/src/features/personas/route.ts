import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';
import { readProposalsSearch } from './proposals/proposals_search';

export const personaRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/personas/$id',
  component: lazyRouteComponent(() => import('./persona_page'), 'PersonaPage'),
});

export const proposalsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/personas/proposals',
  validateSearch: readProposalsSearch,
  component: lazyRouteComponent(() => import('./proposals/proposals_page'), 'ProposalsPage'),
});

export const personasRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: '/journeys/personas',
    component: lazyRouteComponent(() => import('./personas_page'), 'PersonasPage'),
  }),
  proposalsRoute,
  personaRoute,
];
