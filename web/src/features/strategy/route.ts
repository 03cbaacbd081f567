import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../../shell/root_route';

const id = (value: unknown): value is string => typeof value === 'string' && /^[0-9A-Za-z_-]{1,100}$/.test(value);

/** What the address says about the strategy. */
export interface StrategySearch {
  /** The score goal that stands beside. */
  goal?: string;
}

export const strategyRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/strategy',
  validateSearch: (search: Record<string, unknown>): StrategySearch => (id(search.goal) ? { goal: search.goal } : {}),
  component: lazyRouteComponent(() => import('./strategy_page'), 'StrategyPage'),
});

/** What the address says about the maturity self-assessment. */
export interface MaturitySearch {
  /** The assessment that is shown; nothing said: the latest. */
  round?: string;
  /** Its questions are being answered. */
  answer?: true;
}

export const maturityRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/journeys/maturity',
  validateSearch: ({ round, answer }: Record<string, unknown>): MaturitySearch => ({ ...(id(round) ? { round } : {}), ...(answer === true || answer === 'true' ? { answer: true } : {}) }),
  component: lazyRouteComponent(() => import('./maturity_page'), 'MaturityPage'),
});

export const strategyRoutes = [strategyRoute, maturityRoute];
