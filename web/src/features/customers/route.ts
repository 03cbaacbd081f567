import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { CustomerSort, EventKind } from '../../api';
import { appRoute } from '../../shell/root_route';

interface CustomersSearch {
  q?: string;
  sort?: CustomerSort;
}

const sorts: readonly string[] = ['last_seen', 'first_seen', 'events', 'name'];

export const customersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers',
  validateSearch: (search: Record<string, unknown>): CustomersSearch => ({
    ...texts(search, ['q']),
    ...(sorts.includes(String(search.sort)) ? { sort: search.sort as CustomerSort } : {}),
  }),
  component: lazyRouteComponent(() => import('./customers_page'), 'CustomersPage'),
});

/** What of a timeline is shown, where one reads in it, and which event is open. */
export interface CustomerSearch {
  q?: string;
  channel?: string;
  event?: string;
  kind?: EventKind;
  role?: 'error' | 'contact';
  touchpoint?: string;
  stage?: string;
  source?: string;
  /** Plain days, or moments when the picture was dragged over. */
  from?: string;
  to?: string;
  order?: 'asc';
  /** A day or a moment that was gone to. */
  at?: string;
  /** The open event: "e" and its id. */
  open?: string;
  /** Where their traits come from, in the side panel. */
  panel?: 'traits';
}

const kinds: readonly string[] = ['purchase', 'page', 'survey', 'error', 'message', 'case', 'identify', 'other'];

export const customerRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/$id',
  validateSearch: (search: Record<string, unknown>): CustomerSearch => ({
    ...texts(search, ['q', 'channel', 'event', 'touchpoint', 'stage', 'source', 'from', 'to', 'at', 'open']),
    ...(kinds.includes(String(search.kind)) ? { kind: search.kind as EventKind } : {}),
    ...(search.role === 'error' || search.role === 'contact' ? { role: search.role } : {}),
    ...(search.panel === 'traits' ? { panel: 'traits' as const } : {}),
    ...(search.order === 'asc' ? { order: 'asc' as const } : {}),
  }),
  component: lazyRouteComponent(() => import('./customer_page'), 'CustomerPage'),
});

export const customerIdentityRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/$id/identity',
  component: lazyRouteComponent(() => import('./identity/identity_page'), 'IdentityPage'),
});

export const identityRulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/identity',
  component: lazyRouteComponent(() => import('./identity/rules_page'), 'IdentityRulesPage'),
});

export const suggestionsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/suggestions',
  component: lazyRouteComponent(() => import('./identity/suggestions_page'), 'SuggestionsPage'),
});

/** The parameters that are there and not empty; a number in an address is a text all the same. */
function texts<Name extends string>(search: Record<string, unknown>, names: Name[]): { [key in Name]?: string } {
  const given: { [key in Name]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      if (value !== '') given[name] = String(value);
    }
  }
  return given;
}

export const customersRoutes = [customersRoute, customerRoute, customerIdentityRoute, identityRulesRoute, suggestionsRoute];
