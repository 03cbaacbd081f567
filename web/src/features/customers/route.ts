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
    ...texts(search, ['q']),
    ...(sorts.includes(String(search.sort)) ? { sort: search.sort as CustomerSort } : {}),
  }),
  component: lazyRouteComponent(() => import('./customers_page'), 'CustomersPage'),
});

/** What of a timeline is shown, and which event is open. */
export interface CustomerSearch {
  q?: string;
  channel?: string;
  event?: string;
  role?: 'error' | 'contact';
  /** Plain days, or moments when the picture was dragged over. */
  from?: string;
  to?: string;
  order?: 'asc';
  open?: string;
}

export const customerRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/$id',
  validateSearch: (search: Record<string, unknown>): CustomerSearch => ({
    ...texts(search, ['q', 'channel', 'event', 'from', 'to', 'open']),
    ...(search.role === 'error' || search.role === 'contact' ? { role: search.role } : {}),
    ...(search.order === 'asc' ? { order: 'asc' as const } : {}),
  }),
  component: lazyRouteComponent(() => import('./customer_page'), 'CustomerPage'),
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

export const customersRoutes = [customersRoute, customerRoute];
