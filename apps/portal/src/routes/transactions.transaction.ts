import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const purchaseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transactions/$transactionId',
  component: lazyRouteComponent(() => import('../features/transactions/purchase-screen.tsx')),
});
