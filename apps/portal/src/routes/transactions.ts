import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { purchaseSearch } from '../lib/purchase-search.ts';
import { rootRoute } from './root.ts';

export const purchasesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transactions',
  validateSearch: purchaseSearch,
  component: lazyRouteComponent(() => import('../features/transactions/purchases-screen.tsx')),
});
