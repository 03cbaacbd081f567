import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { AccountSort } from '../../api';
import { appRoute } from '../../shell/root_route';

interface AccountsSearch {
  q?: string;
  type?: string;
  sort?: AccountSort;
}

const sorts: readonly string[] = ['last_seen', 'members', 'events', 'value', 'name'];

export const accountsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/accounts',
  validateSearch: (search: Record<string, unknown>): AccountsSearch => ({
    ...text(search, 'q'),
    ...text(search, 'type'),
    ...(sorts.includes(String(search.sort)) ? { sort: search.sort as AccountSort } : {}),
  }),
  component: lazyRouteComponent(() => import('./accounts_page'), 'AccountsPage'),
});

export type AccountTab = 'events' | 'members';

interface AccountSearch {
  tab?: AccountTab;
  channel?: string;
  event?: string;
  customer?: string;
}

export const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/accounts/$id',
  validateSearch: (search: Record<string, unknown>): AccountSearch => ({
    ...(search.tab === 'members' ? { tab: 'members' as const } : {}),
    ...text(search, 'channel'),
    ...text(search, 'event'),
    ...text(search, 'customer'),
  }),
  component: lazyRouteComponent(() => import('./account_page'), 'AccountPage'),
});

export const accountRulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/accounts/rules',
  component: lazyRouteComponent(() => import('./rules_page'), 'AccountRulesPage'),
});

/** A parameter that is there and not empty; a number in an address is a text all the same. */
function text<Name extends string>(search: Record<string, unknown>, name: Name): { [key in Name]?: string } {
  const value = search[name];
  const given = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return given === '' ? {} : ({ [name]: given } as { [key in Name]?: string });
}

export const accountsRoutes = [accountsRoute, accountRulesRoute, accountRoute];
