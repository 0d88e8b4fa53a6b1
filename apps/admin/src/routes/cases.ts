import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { caseSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const casesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cases',
  validateSearch: caseSearch,
  component: lazyRouteComponent(() => import('../features/risk/cases-screen.tsx')),
});
