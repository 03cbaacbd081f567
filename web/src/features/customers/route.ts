import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { CustomerSort } from '../../api';
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
    ...(search.q === undefined || search.q === '' ? {} : { q: String(search.q) }),
    ...(sorts.includes(String(search.sort)) ? { sort: search.sort as CustomerSort } : {}),
  }),
  component: lazyRouteComponent(() => import('./customers_page'), 'CustomersPage'),
});

export const customerRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('./customer_page'), 'CustomerPage'),
});

export const customersRoutes = [customersRoute, customerRoute];
