import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { transactionSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const transactionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/transactions',
  validateSearch: transactionSearch,
  component: lazyRouteComponent(() => import('../features/transactions/transactions-screen.tsx')),
});
