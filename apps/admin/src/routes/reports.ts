import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { reportSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import('../features/reports/reports-screen.tsx')),
});
