import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { reconciliationSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const reconciliationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reconciliation',
  validateSearch: reconciliationSearch,
  component: lazyRouteComponent(() => import('../features/reconciliation/reconciliation-screen.tsx')),
});
