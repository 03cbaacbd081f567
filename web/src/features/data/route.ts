import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';
import { readCatalogueSearch } from './catalogue/catalogue_search';
import { readEventsSearch } from './events_search';
import { readPlanSearch } from './plan/plan_search';
import { readQualitySearch } from './quality/quality_search';
import { readSqlSearch } from './sql/sql_search';
import { readSourceSearch, readSourcesSearch } from './sources/sources_search';

const parent = () => appRoute;

export const sourcesRoute = createRoute({
  getParentRoute: parent,
  path: '/data',
  validateSearch: readSourcesSearch,
  component: lazyRouteComponent(() => import('./sources/sources_page'), 'SourcesPage'),
});

export const sourceRoute = createRoute({
  getParentRoute: parent,
  path: '/data/sources/$id',
  validateSearch: readSourceSearch,
  component: lazyRouteComponent(() => import('./sources/source_page'), 'SourcePage'),
});

export const catalogueRoute = createRoute({
  getParentRoute: parent,
  path: '/data/catalogue',
  validateSearch: readCatalogueSearch,
  component: lazyRouteComponent(() => import('./catalogue/catalogue_page'), 'CataloguePage'),
});

export const planRoute = createRoute({
  getParentRoute: parent,
  path: '/data/plan',
  validateSearch: readPlanSearch,
  component: lazyRouteComponent(() => import('./plan/plan_page'), 'PlanPage'),
});

export const qualityRoute = createRoute({
  getParentRoute: parent,
  path: '/data/quality',
  validateSearch: readQualitySearch,
  component: lazyRouteComponent(() => import('./quality/quality_page'), 'QualityPage'),
});

export const eventsRoute = createRoute({
  getParentRoute: parent,
  path: '/data/events',
  validateSearch: readEventsSearch,
  component: lazyRouteComponent(() => import('./events_page'), 'EventsPage'),
});

export const sqlRoute = createRoute({
  getParentRoute: parent,
  path: '/data/sql',
  validateSearch: readSqlSearch,
  component: lazyRouteComponent(() => import('./sql/sql_page'), 'SqlPage'),
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
  sourceRoute,
  catalogueRoute,
  planRoute,
  qualityRoute,
  eventsRoute,
  sqlRoute,
  importsRoute,
  importRoute,
  uploadRoute,
  mappingRoute,
];
