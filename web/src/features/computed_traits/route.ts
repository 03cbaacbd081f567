import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';

interface TraitsSearch {
  q?: string;
}

export const computedTraitsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/traits',
  validateSearch: (search: Record<string, unknown>): TraitsSearch =>
    search.q === undefined || search.q === '' ? {} : { q: String(search.q) },
  component: lazyRouteComponent(() => import('./traits_page'), 'TraitsPage'),
});

export interface TraitSearch {
  /** Whose value is shown beside the definition. */
  customer?: string;
}

export const computedTraitRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/traits/$id',
  validateSearch: (search: Record<string, unknown>): TraitSearch =>
    typeof search.customer === 'string' && search.customer !== '' ? { customer: search.customer } : {},
  component: lazyRouteComponent(() => import('./trait_page'), 'TraitPage'),
});

export const computedTraitsRoutes = [computedTraitsRoute, computedTraitRoute];
