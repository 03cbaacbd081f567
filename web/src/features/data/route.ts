import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';
import { readEventsSearch } from './events_search';

const parent = () => appRoute;

export const sourcesRoute = createRoute({
  getParentRoute: parent,
  path: '/data',
  component: lazyRouteComponent(() => import('./sources_page'), 'SourcesPage'),
});

export const eventsRoute = createRoute({
  getParentRoute: parent,
  path: '/data/events',
  validateSearch: readEventsSearch,
  component: lazyRouteComponent(() => import('./events_page'), 'EventsPage'),
});

export const importsRoute = createRoute({
  getParentRoute: parent,
  path: '/data/imports',
  component: lazyRouteComponent(() => import('./imports_page'), 'ImportsPage'),
});

export const importRoute = createRoute({
  getParentRoute: parent,
  path: '/data/imports/$id',
  component: lazyRouteComponent(() => import('./import_page'), 'ImportPage'),
});

export const uploadRoute = createRoute({
  getParentRoute: parent,
  path: '/data/import',
  component: lazyRouteComponent(() => import('./upload_page'), 'UploadPage'),
});

export const mappingRoute = createRoute({
  getParentRoute: parent,
  path: '/data/import/$upload',
  component: lazyRouteComponent(() => import('./mapping_page'), 'MappingPage'),
});

export const dataRoutes = [
  sourcesRoute,
  eventsRoute,
  importsRoute,
  importRoute,
  uploadRoute,
  mappingRoute,
];
