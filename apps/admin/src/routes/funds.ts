import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fundsSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const fundsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/funds',
  validateSearch: fundsSearch,
  component: lazyRouteComponent(() => import('../features/funds/funds-screen.tsx')),
});
