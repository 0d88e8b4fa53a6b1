import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const transactionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transactions/$transactionId',
  component: lazyRouteComponent(() => import('../features/transactions/transaction-screen.tsx')),
});
